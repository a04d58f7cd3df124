import type { Graph } from '../graph/graph.ts';
import type { Ready } from '../request.ts';
import type { CursorCodec } from './cursor.ts';
import { createGroup, type Group, type ResolveEvent } from './group.ts';
import type { Hub } from './hub.ts';
import type { Interest } from './interest.ts';
import type { Positions } from './log/record.ts';

/** The groups of this process: who shares what an event comes to. */
export type Groups = {
  /** The group of a request, which is made unless it is there. The rooms of its interest must be open while it is used. */
  of(request: Ready, interest: Interest): Group;
  size(): number;
};

/** Makes an empty set of groups. Those of different graphs are different groups. */
export function createGroups(hub: Hub, codec: CursorCodec, resolve: ResolveEvent): Groups {
  const byGraph = new WeakMap<Graph, Map<string, Group>>();
  let size = 0;
  const make = (request: Ready, interest: Interest, among: Map<string, Group>): Group => {
    const { tenant, topics, sharing } = interest;
    // The request goes on for the client that sent it, and may come to be another's by claims or graph.
    const own: Ready = { ...request, signal: undefined };
    const group: Group = createGroup(own, interest, resolve, createEncode(codec, interest), () => {
      hub.remove(group, tenant, topics);
      if (among.get(sharing) === group) among.delete(sharing);
      size -= 1;
    });
    among.set(sharing, group);
    size += 1;
    return group;
  };
  return {
    of(request, interest) {
      const among = byGraph.get(request.graph) ?? new Map<string, Group>();
      byGraph.set(request.graph, among);
      const group = among.get(interest.sharing) ?? make(request, interest, among);
      // Rooms that were closed meanwhile are others now.
      hub.add(group, interest.tenant, interest.topics);
      return group;
    },
    size: () => size,
  };
}

/** All who are told by the feed stand at the same positions, the very same object: they get the same text. */
function createEncode(codec: CursorCodec, interest: Interest): (positions: Positions) => string {
  let last: { readonly at: Positions; readonly cursor: string } | undefined;
  return (at) => {
    if (last?.at !== at) last = { at, cursor: codec.encode(at, interest) };
    return last.cursor;
  };
}
