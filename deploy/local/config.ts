import { portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';

/** Every port of the local platform by the variable that changes it, with its default and who listens there. */
export const portNames = {
  GATEWAY_PORT: 4000,
  AUTH_PORT: 4101,
  AUTH_GRPC_PORT: 4201,
  INVOICE_PORT: 4102,
  INVOICE_GRPC_PORT: 4202,
  ANALYTICS_PORT: 4103,
  ANALYTICS_GRPC_PORT: 4203,
  NOTIFICATION_PORT: 4104,
  SCHEMA_REGISTRY_PORT: 4105,
  POSTGRES_PORT: 4132,
  BROKER_PORT: 4192,
  MAILBOX_SMTP_PORT: 4125,
  MAILBOX_PORT: 4126,
} as const;

export type PortName = keyof typeof portNames;
export type Ports = Readonly<Record<PortName, number>>;

const environment = z.object({
  AUTH_DATABASE_URL: z.url().optional(),
  INVOICE_0_DATABASE_URL: z.url().optional(),
  NOTIFICATION_DATABASE_URL: z.url().optional(),
  REGISTRY_DATABASE_URL: z.url().optional(),
  KAFKA_BROKERS: z.string().optional(),
  CLICKHOUSE_URL: z.url().optional(),
  S3_ENDPOINT: z.url().optional(),
  SMTP_URL: z.url().optional(),
});

/** The addresses that are given; what is absent is run here. */
export type Given = z.output<typeof environment>;

/** Reads which parts have an address of their own. All faults are reported at once. */
export function readGiven(env: NodeJS.ProcessEnv): Given {
  return readEnvironment(environment, env);
}

/** Reads the ports, each at its default unless its variable is set. */
export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const names = Object.keys(portNames) as PortName[];
  const fields = Object.fromEntries(names.map((name) => [name, portField.default(portNames[name])]));
  return readEnvironment(z.object(fields as Record<PortName, z.ZodDefault<typeof portField>>), env);
}

const demoEnvironment = z.object({ GATEWAY_URL: z.url().optional(), MAILBOX_URL: z.url().optional() });

/** Reads where the demo finds the platform, when that is not the one on this folder's data. */
export function readDemoConfig(env: NodeJS.ProcessEnv): z.output<typeof demoEnvironment> {
  return readEnvironment(demoEnvironment, env);
}
