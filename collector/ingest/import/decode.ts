/** The bytes of a file → text. Excel saves UTF-8 with a mark at its begin, or UTF-16. */
import { ImportProblem } from './import-problem.ts';

/** Greatest file, bytes. */
export const FILE_BYTES = 50 * 1024 * 1024;

const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];
const NOT_TEXT =
  'The file is not UTF-8 text. In Excel, save it as "CSV UTF-8 (comma delimited)", or choose Unicode text.';

/** @throws ImportProblem when it is no text, or too much of it */
export async function* decode(
  body: AsyncIterable<Uint8Array>,
  most = FILE_BYTES,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  // The mark may come in two pieces.
  let held = new Uint8Array();
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooMuch(most);
    held = joined(held, chunk);
    if (!decoder && held.byteLength < 2) continue;
    decoder ??= decoderOf(held);
    yield read(decoder, held);
    held = new Uint8Array();
  }
  yield read(decoder ?? decoderOf(held), held, true);
}

export const tooMuch = (most: number): ImportProblem =>
  new ImportProblem(`The file has more than ${most} bytes. Cut it in two.`, 'body', 'too_large');

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.byteLength + b.byteLength);
  both.set(a);
  both.set(b, a.byteLength);
  return both;
}

function decoderOf(head: Uint8Array): TextDecoder {
  const found = MARKS.find(([mark]) => mark.every((byte, i) => head[i] === byte));
  // A mark is no part of the text: the decoder leaves it out.
  return new TextDecoder(found?.[1] ?? 'utf-8', { fatal: true, ignoreBOM: false });
}

function read(decoder: TextDecoder, bytes: Uint8Array, last = false): string {
  try {
    // NUL ends a text in SQLite.
    return decoder.decode(bytes, { stream: !last }).replaceAll('\0', '');
  } catch {
    throw new ImportProblem(NOT_TEXT);
  }
}
