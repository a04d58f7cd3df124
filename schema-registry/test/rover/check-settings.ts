import type { RegistryHouse } from '../registry-house.ts';

const mutation = `mutation ($graph: ID!, $settings: JSON!) { graph(id: $graph) { variant(name: "current") {
  updateCheckSettings(settings: $settings) } } }`;

/** Sets what checks of a graph go by. */
export async function setChecks(house: Pick<RegistryHouse, 'ask'>, graph: string, settings: object): Promise<void> {
  const { errors } = await house.ask(mutation, { graph, settings });
  if (errors) throw new Error(JSON.stringify(errors));
}

/** Approves of what fails a check, as somebody does who is asked to. */
export async function approveCheck(
  { url, key }: { readonly url: string; readonly key: string },
  graph: string,
  check: string,
  reason: string,
): Promise<number> {
  const response = await fetch(new URL('/api/approvals', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ graph, check, reason }),
  });
  return response.status;
}

/** The id of the check that rover told of. */
export function checkIn(told: string): string {
  const [, id] = /checks\/([0-9a-f-]{36})/.exec(told) ?? [];
  if (!id) throw new Error(`no check in:\n${told}`);
  return id;
}
