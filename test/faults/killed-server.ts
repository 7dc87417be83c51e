/**
 * A server in a process of its own, to be killed: prints its address when it is ready. It reads
 * what Miniflare is started with from a file, so that hundreds of them need not build the Worker.
 */
import { readFile } from 'node:fs/promises';
import { Log, LogLevel, Miniflare } from 'miniflare';

const [file = ''] = process.argv.slice(2);
const options = JSON.parse(await readFile(file, 'utf8'));
const runtime = new Miniflare({ ...options, log: new Log(LogLevel.ERROR) });
const { origin } = await runtime.ready;
console.log(origin);
