/** The file of an import: whatever pieces it comes in, the same rows with the same lines. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { decode } from '../../collector/ingest/import/decode.ts';
import { type Row, readRow } from '../../collector/ingest/import/rows.ts';
import { FileSplitter, type Part } from '../../collector/ingest/import/split.ts';

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

function rowsOf(parts: readonly Part[], delimiter: string): Pick<Row, 'line' | 'cells'>[] {
  const rows: Pick<Row, 'line' | 'cells'>[] = [];
  for (const part of parts) {
    let place = { at: 0, line: part.line };
    for (let row = readRow(part.text, place, delimiter, true); row; ) {
      rows.push({ line: row.line, cells: row.cells });
      place = { at: row.next, line: row.nextLine };
      row = readRow(part.text, place, delimiter, true);
    }
  }
  return rows;
}

async function read(bytes: Uint8Array, cuts: readonly number[] = []) {
  const splitter = new FileSplitter(decode(pieces(bytes, cuts)));
  const head = await splitter.head();
  const parts: Part[] = [];
  for await (const part of splitter.parts()) parts.push(part);
  return { head, parts, rows: rowsOf(parts, head.delimiter) };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, big: boolean) => {
  const bytes = new Uint8Array(2 * (text.length + 1));
  const view = new DataView(bytes.buffer);
  for (const [i, unit] of ['\ufeff', ...text.split('')].entries()) {
    view.setUint16(2 * i, unit.charCodeAt(0), !big);
  }
  return bytes;
};
const cells = async (text: string) => (await read(utf8(text))).rows.map((row) => row.cells);

const cell = fc.oneof(
  fc.constantFrom('', 'a', '"', 'a"b', ',', ';', '\n', '\r\n', 'a\nb', ' x ', 'سفارش', '😀'),
  fc.string({ maxLength: 6 }),
);

describe('A file', () => {
  it('of blank rows alone has no part', async () => {
    expect(await cells('a,b\r\n,\r\n" ",""')).toEqual([]);
  });

  it('gives the same rows and lines however its bytes are cut', async () => {
    // Blank rows alone are no part.
    const table = fc
      .array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 })
      .filter((rows) => /[^\0\s]/.test(rows.flat().join('')));
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    const signs = fc.constantFrom(',', ';', '\t', '|');
    await fc.assert(
      fc.asyncProperty(table, cuts, ends, signs, async (rows, at, newline, delimiter) => {
        const fields = ['order', 'date', 'total'];
        const text = Papa.unparse([fields, ...rows], { newline, delimiter, quotes: true });
        const bytes = utf8(text);
        const whole = await read(bytes);
        expect(whole.head).toMatchObject({ delimiter, header: fields });
        // NUL is taken out.
        expect(whole.rows.map((row) => row.cells)).toEqual(
          rows.map((row) => row.map((one) => one.replaceAll('\0', ''))),
        );
        expect(await read(bytes, at)).toEqual(whole);
      }),
    );
  });

  it('of many parts loses no row, and each part ends where a row ends', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i},"two\r\nlines ""${i}""",x`);
    const { parts, rows } = await read(
      utf8(`a,b,c\r\n${lines.join('\r\n')}`),
      [1, 70_000, 500_000],
    );
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(30_000);
    expect(rows.map(({ line }) => line)).toEqual(lines.map((_, i) => 2 + 2 * i));
    expect(rows.map((row) => row.cells[0])).toEqual(lines.map((_, i) => String(i)));
    expect(rows.at(-1)).toEqual({
      line: 2 + 29_999 * 2,
      cells: ['29999', 'two\r\nlines "29999"', 'x'],
    });
  });

  it.each([
    ['a mark of UTF-8', utf8('\ufeffشماره;مبلغ\r\n۱;۲')],
    ['little-endian UTF-16', utf16('شماره;مبلغ\r\n۱;۲', false)],
    ['big-endian UTF-16', utf16('شماره;مبلغ\r\n۱;۲', true)],
  ])('with %s is read, even a byte at a time', async (_, bytes) => {
    const one = Array.from(bytes, (__, i) => i);
    const { head, rows } = await read(bytes, one);
    expect(head).toMatchObject({ delimiter: ';', header: ['شماره', 'مبلغ'] });
    expect(rows).toEqual([{ line: 2, cells: ['۱', '۲'] }]);
  });

  it.each(['\n', '\r\n', '\r'])('has its lines counted where they end with %j', async (end) => {
    const text = ['a,b', '1,"x', 'y"', '2,z', '', '3,z'].join(end);
    expect((await read(utf8(text))).rows.map(({ line }) => line)).toEqual([2, 4, 5, 6]);
  });

  it('may say its delimiter as Excel does, and begin with blank lines', async () => {
    expect((await read(utf8('sep=;\r\na,b;c\r\n1;2'))).head).toMatchObject({
      delimiter: ';',
      header: ['a,b', 'c'],
    });
    expect((await read(utf8('\n\n;;\na;b\n1;2'))).rows).toEqual([{ line: 5, cells: ['1', '2'] }]);
  });

  it('may have quotes within a cell, and text after one that was quoted', async () => {
    expect(await cells('a,b\n5" pipe,"x" y\n')).toEqual([['5" pipe', 'x y']]);
  });

  it.each([
    ['', 'The file is empty.'],
    ['\n\n', 'The file is empty.'],
    ['a,b\n1,2\n3,"4\n5,6', 'Line 3 has a quoted cell that never closes.'],
    [`a,b\n1,"${'x\n'.repeat(200_000)}`, 'Line 2 has a quoted cell that never closes.'],
    [`a,b\n1,${'x'.repeat(300_000)}`, 'The row at line 2 has more than 100000 characters.'],
  ])('%j is refused with the line', async (text, message) => {
    await expect(read(utf8(text))).rejects.toThrow(message);
  });

  it('that is no text is refused with what to do', async () => {
    const latin1 = new Uint8Array([0x61, 0x2c, 0xfc, 0x0a, 0x31]);
    await expect(read(latin1)).rejects.toThrow('CSV UTF-8');
    await expect(read(utf8('a,b\nü').subarray(0, 5))).rejects.toThrow('CSV UTF-8');
  });

  it('of more bytes than allowed is refused before all of it is read', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1000;
        yield new Uint8Array(1000).fill(0x61);
      }
    }
    const all = async () => {
      for await (const _ of decode(endless(), 10_000));
    };
    await expect(all()).rejects.toThrow('more than 10000 bytes');
    expect(given).toBe(11_000);
  });
});
