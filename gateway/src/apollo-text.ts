import type { FormattedExecutionResult } from 'graphql';

type Data = Record<string, unknown>;
type Unread = { text: string | undefined };

/** What the text is asked for by, undefined once somebody has looked into the data. */
const unread = Symbol('unread');

/** Whatever is to be done with the object, it is filled first. */
const filling: ProxyHandler<Data> & ThisType<Unread> = {
  get(target, name) {
    return name === unread ? this.text : Reflect.get(fill(this, target), name);
  },
  set(target, name, value) {
    return Reflect.set(fill(this, target), name, value);
  },
  has(target, name) {
    return Reflect.has(fill(this, target), name);
  },
  ownKeys(target) {
    return Reflect.ownKeys(fill(this, target));
  },
  deleteProperty(target, name) {
    return Reflect.deleteProperty(fill(this, target), name);
  },
  defineProperty(target, name, property) {
    return Reflect.defineProperty(fill(this, target), name, property);
  },
  getOwnPropertyDescriptor(target, name) {
    return Reflect.getOwnPropertyDescriptor(fill(this, target), name);
  },
  preventExtensions(target) {
    return Reflect.preventExtensions(fill(this, target));
  },
};

/** An object of JSON text that is parsed when somebody looks into it, if anybody does. */
export function dataOfText(text: string): Data {
  // It has all the prototype has, and the text.
  const handler = Object.create(filling) as ProxyHandler<Data> & Unread;
  handler.text = text;
  return new Proxy({}, handler);
}

function fill(handler: Unread, target: Data): Data {
  const { text } = handler;
  if (text === undefined) return target;
  handler.text = undefined;
  // Written by this process, from an object. A field may be asked for as `__proto__`.
  for (const [name, value] of Object.entries(JSON.parse(text) as Data))
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  return target;
}

/**
 * Apollo Server's `stringifyResult` for data that comes as text: what nobody has looked into goes out as it is, anything
 * else as Apollo Server writes it.
 */
export function stringifyResult(result: FormattedExecutionResult): string {
  // No key of JSON is a symbol: whatever has it is one of ours.
  const text = (result.data as { readonly [unread]?: string } | null | undefined)?.[unread];
  if (text === undefined) return `${JSON.stringify(result)}\n`;
  const members: string[] = [];
  for (const [name, value] of Object.entries(result)) {
    if (value === undefined) continue;
    members.push(`${JSON.stringify(name)}:${name === 'data' ? text : JSON.stringify(value)}`);
  }
  return `{${members.join(',')}}\n`;
}
