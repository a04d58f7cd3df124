/** Whether Kafka takes it for the name of a topic. */
export function isTopic(name: string): boolean {
  return name.length > 0 && name.length <= 249 && name !== '.' && name !== '..' && isOfTopic(name);
}

/** Whether it may be part of the name of a topic. */
export function isOfTopic(text: string): boolean {
  return /^[\w.-]*$/.test(text);
}
