/** Which collector is filled: one that is named, the one that `npm start` runs, or one of our own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_WRITE_KEY } from '../../../sdk/demo/write-key.ts';
import type { AskedData } from './command.ts';
import { type Collector, Refused } from './send.ts';

export interface Target extends Collector {
  /** Has what came counted, as far as it can be made to be; tells what is to be done after. */
  finish(tell: (line: string) => void): Promise<string>;
  close(): Promise<void>;
}

export interface Surroundings {
  /** folder of the local database */
  state: string;
  /** where `npm start` listens */
  port: string;
}

/** @throws Refused when a key is named that opens no collector: another site would be filled */
export async function openTarget(asked: AskedData, around: Surroundings): Promise<Target> {
  const { url, key, writeKey = DEMO_WRITE_KEY } = asked;
  if (url !== undefined && key !== undefined) return running(url, writeKey, key);
  const local = `http://127.0.0.1:${around.port}`;
  const kept = await keptKey(around.state);
  const asking = key ?? kept;
  if (asking !== undefined && (await opens(local, asking))) return running(local, writeKey, asking);
  if (key === undefined || key === kept) return ownServer(around);
  throw new Refused(
    `No collector at ${local} knows this key. Say where its site is with --url, or leave out --key and RUNG_SECRET_KEY to fill the demo site.`,
  );
}

const running = (url: string, write_key: string, secret_key: string): Target => ({
  ...{ url, write_key, secret_key },
  finish: async () => `Reports count it within some minutes. Now open ${url}/docs, or ask:`,
  close: async () => {},
});

/** `npm start` keeps it there. */
async function keptKey(state: string): Promise<string | undefined> {
  try {
    const kept = JSON.parse(await readFile(join(state, 'demo.json'), 'utf8'));
    return String(kept.secret_key);
  } catch {
    return undefined;
  }
}

/** Whether a collector is there that knows the key. */
async function opens(url: string, key: string): Promise<boolean> {
  try {
    const headers = { Authorization: `Bearer ${key}` };
    return (await fetch(`${url}/api/v1/health`, { headers })).ok;
  } catch {
    return false;
  }
}

/** Loaded only when it is needed: it brings the whole runtime. */
async function ownServer({ state }: Surroundings): Promise<Target> {
  const { serve } = await import('../serve.ts');
  const { ensureDemoSite } = await import('../demo-site.ts');
  const { countEverything } = await import('./count.ts');
  const served = await serve({ state, tickEverySeconds: 0 });
  const site = await ensureDemoSite(served.db, state, Date.now());
  return {
    ...{ url: served.url, write_key: site.write_key, secret_key: site.secret_key },
    async finish(tell) {
      await countEverything(served, tell);
      return 'All is counted. Now start it and ask:\n\n  npm start';
    },
    close: () => served.stop(),
  };
}
