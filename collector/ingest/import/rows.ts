/**
 * CSV as RFC 4180 has it, and as programs write it: any delimiter, any line end, quoted cells with
 * line ends in them. Works on pieces: a row is read when all of it is there.
 */
import { ImportProblem } from './import-problem.ts';

export interface Row {
  /** of its first line, from 1 */
  line: number;
  cells: string[];
  /** where the next one begins in the text, and its line */
  next: number;
  nextLine: number;
}

export interface Place {
  at: number;
  line: number;
}

/** A row longer than this is a quote that was never closed (UTF-16 code units). */
export const ROW_LENGTH = 100_000;

const LINE_END = /\r\n|\r|\n/g;
export const linesIn = (text: string): number => text.match(LINE_END)?.length ?? 0;

export const isBlank = ({ cells }: Row): boolean => cells.every((cell) => cell.trim() === '');

/**
 * The row that begins at a place of the text.
 *
 * @param whole nothing comes after the text
 * @returns undefined when the text ends before the row does
 * @throws ImportProblem when a quoted cell never closes
 */
export function readRow(
  text: string,
  { at, line }: Place,
  delimiter: string,
  whole: boolean,
): Row | undefined {
  if (at >= text.length) return undefined;
  const cells: string[] = [];
  for (let from = at; ; ) {
    const cell = readCell(text, from, delimiter);
    if (!cell || (!whole && cell.end >= text.length - 1)) {
      if (!cell && (whole || text.length - at > ROW_LENGTH)) throw unclosed(line);
      if (!whole && text.length - at > ROW_LENGTH) throw tooLong(line);
      return undefined;
    }
    cells.push(cell.value);
    if (text[cell.end] !== delimiter) {
      const next = Math.min(text.length, cell.end + (text.startsWith('\r\n', cell.end) ? 2 : 1));
      return { line, cells, next, nextLine: line + linesIn(text.slice(at, next)) };
    }
    from = cell.end + 1;
  }
}

const unclosed = (line: number): ImportProblem =>
  new ImportProblem(`Line ${line} has a quoted cell that never closes.`);
const tooLong = (line: number): ImportProblem =>
  new ImportProblem(`The row at line ${line} has more than ${ROW_LENGTH} characters.`);

interface Cell {
  value: string;
  /** of the delimiter or line end after it */
  end: number;
}

/** undefined for a quoted cell whose end is not there */
function readCell(text: string, from: number, delimiter: string): Cell | undefined {
  if (text[from] !== '"') return readPlain(text, from, delimiter);
  let value = '';
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const rest = readPlain(text, quote + 1, delimiter);
      return { value: value + rest.value, end: rest.end };
    }
    value += '"';
    at = quote + 2;
  }
}

function readPlain(text: string, from: number, delimiter: string): Cell {
  let end = from;
  for (; end < text.length; end += 1) {
    const letter = text[end];
    if (letter === delimiter || letter === '\n' || letter === '\r') break;
  }
  return { value: text.slice(from, end), end };
}

const DELIMITERS = [',', ';', '\t', '|', '؛'] as const;

/** Excel may say it in a first line of its own. */
const SAID = /^sep=(.)(\r\n|\r|\n)/i;

/** The delimiter that cuts the header into most cells, and where the header begins. */
export function findDelimiter(text: string, whole: boolean): { delimiter: string; from: Place } {
  const said = SAID.exec(text);
  if (said) return { delimiter: said[1] ?? ',', from: { at: said[0].length, line: 2 } };
  const from = { at: 0, line: 1 };
  const [best = ','] = [...DELIMITERS].sort((a, b) => cellsOf(b) - cellsOf(a));
  return { delimiter: best, from };

  function cellsOf(delimiter: string): number {
    let row = readRow(text, from, delimiter, whole);
    while (row && isBlank(row)) {
      row = readRow(text, { at: row.next, line: row.nextLine }, delimiter, whole);
    }
    return row?.cells.length ?? 0;
  }
}
