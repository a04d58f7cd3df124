import { eventually } from '../../../test/eventually.ts';
import type { ScriptedDoor } from '../scripted-door.ts';
import type { ScriptedStream } from '../scripted-stream.ts';

/** Does something, and gives the stream that this opens. */
export function opened(door: ScriptedDoor, act: () => unknown): Promise<ScriptedStream> {
  const before = door.streams.length;
  act();
  return eventually(() => {
    const scripted = door.streams[before];
    if (!scripted) throw new Error('no stream is open');
    return scripted;
  });
}
