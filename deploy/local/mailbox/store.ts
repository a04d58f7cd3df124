import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';

/** A message as it can be looked at. */
export type Message = {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
};

export type MessageStore = {
  /** Keeps a message (RFC 5322 bytes) and drops the oldest ones beyond the bound. */
  add(raw: Buffer, recipients: readonly string[]): Promise<void>;
  /** Newest first. */
  list(recipient?: string): readonly Message[];
};

const suffix = '.json';

/** Opens the folder that messages are kept in, a file each, at most `maxMessages`. */
export async function openMessageStore(folder: string, maxMessages: number, now: () => Date): Promise<MessageStore> {
  await mkdir(folder, { recursive: true });
  const messages = await readAll(folder);
  let counter = 0;

  async function dropOldest(): Promise<void> {
    while (messages.length > maxMessages) {
      const oldest = messages.shift();
      if (oldest) await rm(join(folder, oldest.id + suffix), { force: true });
    }
  }

  return {
    async add(raw, recipients) {
      const mail = await PostalMime.parse(raw);
      const receivedAt = now().toISOString();
      counter += 1;
      const id = `${receivedAt.replaceAll(/[^0-9]/g, '')}-${String(counter).padStart(6, '0')}`;
      const subject = mail.subject ?? '';
      const message = {
        id,
        receivedAt,
        from: mail.from?.address ?? '',
        to: recipients,
        subject,
        text: mail.text ?? '',
      };
      const file = join(folder, id + suffix);
      await writeFile(`${file}.new`, JSON.stringify(message));
      await rename(`${file}.new`, file);
      messages.push(message);
      await dropOldest();
    },
    list: (recipient) => messages.filter(({ to }) => !recipient || to.includes(recipient)).toReversed(),
  };
}

async function readAll(folder: string): Promise<Message[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(suffix)).sort();
  // Written by this module alone, whole or not at all.
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as Message));
}
