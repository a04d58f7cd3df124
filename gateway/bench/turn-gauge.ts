/**
 * Measures the most that this thread works without a pause, in milliseconds of CPU: what an event loop's delay is made of
 * on a machine with nothing else to do. On a busy one a thread is kept waiting for longer than that.
 */
export function openGauge(): { close(): number } {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = used();
  let most = 0;
  const measure = () => {
    const now = used();
    most = Math.max(most, now - last);
    last = now;
  };
  const timer = setInterval(measure, 1);
  return {
    close() {
      clearInterval(timer);
      // The turn that is under way counts as well: work that never waits is one turn.
      measure();
      return most;
    },
  };
}
