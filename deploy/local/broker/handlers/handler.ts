/** Who asks, as far as the broker knows. */
export type Client = {
  readonly id: string;
  readonly host: string;
  /** Where this client is to find the broker: Kafka clients connect to what they are told, not to what they used. */
  readonly broker: { readonly host: string; readonly port: number };
  /** Aborted when the connection is gone. */
  readonly closed: AbortSignal;
};

/** Answers one request; undefined when the client wants no answer. */
export type Handler<Request, Response> = (
  request: Request,
  client: Client,
) => Response | undefined | Promise<Response | undefined>;

/** There is one node, and this is its id. */
export const nodeId = 1;
