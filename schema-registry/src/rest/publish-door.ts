import { type HttpHandler, Refusal, readBody, sendJson } from '@fiscal/kit';
import { z } from 'zod';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import { describeLaunch } from '../domain/describe-launch.ts';
import { readGitContext } from '../domain/git-context.ts';
import { launchUrl } from '../domain/links.ts';
import { parseRef } from '../domain/ref.ts';
import type { PublishSubgraphs, SubgraphsPublished } from '../use-cases/publish-subgraphs.ts';
import { contractFields } from './service-contracts.ts';

const maxBodyBytes = 25 * 1024 * 1024;
const mostAtOnce = 200;

const text = z.string().nullish();
const bodySchema = z.strictObject({
  ref: z.string(),
  subgraphs: z
    .array(z.strictObject({ name: z.string(), url: text, sdl: z.string(), ...contractFields }))
    .max(mostAtOnce)
    .default([]),
  remove: z.array(z.string()).max(mostAtOnce).default([]),
  git: z
    .strictObject({ branch: text, commit: text, committer: text, message: text, remoteUrl: text })
    .partial()
    .nullish(),
});

/**
 * `POST /api/publish`: several subgraphs at once, or none of them. Answers what was done, with the launch; one that
 * failed has its errors.
 * Errors: `UNAUTHENTICATED`, `BAD_REQUEST`, `PAYLOAD_TOO_LARGE`, those of `PublishSubgraphs`.
 */
export function createPublishDoor(
  authenticate: Authenticate,
  publishSubgraphs: PublishSubgraphs,
  publicUrl: () => string,
): HttpHandler {
  return async (request, response) => {
    const caller = await authenticate(keyOf(request.headers));
    if (!caller) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'a key of this registry is needed');
    const { ref: name, subgraphs, remove, git } = readRequest(await readBody(request, maxBodyBytes));
    const ref = parseRef(name);
    if (!ref) throw new Refusal('invalid', 'BAD_REQUEST', `${name.slice(0, 200)} is no graph@variant`);
    const changes = subgraphs.map(({ name, url = null, sdl, protos = null, events = null }) => ({
      name,
      url,
      sdl,
      contracts: { protos, events },
    }));
    const published = await publishSubgraphs(caller, ref, { subgraphs: changes, remove }, readGitContext(git));
    sendJson(response, 200, answerOf(published, publicUrl()));
  };
}

function readRequest(body: Buffer): z.output<typeof bodySchema> {
  const { data, error } = bodySchema.safeParse(readJson(body));
  if (data) return data;
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
  throw new Refusal('invalid', 'BAD_REQUEST', faults.join('; '));
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not JSON', { cause });
  }
}

function answerOf({ created, updated, removed, launch, contracts }: SubgraphsPublished, publicUrl: string) {
  return {
    created,
    updated,
    removed,
    launch: launch
      ? {
          id: launch.id,
          number: launch.number,
          status: launch.status,
          errors: launch.errors,
          hints: launch.hints,
          url: launchUrl(publicUrl, launch),
          summary: describeLaunch(launch, contracts),
        }
      : null,
  };
}
