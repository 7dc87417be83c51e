/** A stream of text → its header, then parts that end where a row ends. Holds one part at a time. */
import { ImportProblem } from './import-problem.ts';
import { findDelimiter, isBlank, type Place, type Row, readRow } from './rows.ts';

/** Of a part, UTF-16 code units; what comes first is read before anything is decided. */
export const PART_LENGTH = 200_000;
export const HEAD_LENGTH = 64 * 1024;

export interface Head {
  delimiter: string;
  header: string[];
  /** the first rows that are not blank */
  rows: Row[];
}

export interface Part {
  /** of its first row */
  line: number;
  text: string;
  /** rows that are not blank */
  rows: number;
}

export class FileSplitter {
  readonly #texts: AsyncIterator<string>;
  #text = '';
  #ended = false;
  #place: Place = { at: 0, line: 1 };
  #delimiter = ',';

  constructor(texts: AsyncIterator<string>) {
    this.#texts = texts;
  }

  /** Call it first. @throws ImportProblem */
  async head(): Promise<Head> {
    while (!this.#ended && this.#text.length < HEAD_LENGTH) await this.#more();
    const { delimiter, from } = findDelimiter(this.#text, this.#ended);
    this.#delimiter = delimiter;
    let row = this.#row(from);
    while (row && isBlank(row)) row = this.#row({ at: row.next, line: row.nextLine });
    if (!row) throw new ImportProblem('The file is empty.');
    this.#place = { at: row.next, line: row.nextLine };
    const header = row.cells.map((cell) => cell.trim());
    const rows: Row[] = [];
    for (let next = this.#row(this.#place); next && next.next <= HEAD_LENGTH; ) {
      if (!isBlank(next)) rows.push(next);
      next = this.#row({ at: next.next, line: next.nextLine });
    }
    return { delimiter, header, rows };
  }

  /** The rows after the header. @throws ImportProblem */
  async *parts(): AsyncGenerator<Part> {
    let from = this.#place;
    let rows = 0;
    for (;;) {
      const row = this.#row(this.#place);
      if (row) {
        this.#place = { at: row.next, line: row.nextLine };
        rows += isBlank(row) ? 0 : 1;
      }
      const done = !row && this.#ended;
      if ((done && rows > 0) || this.#place.at - from.at >= PART_LENGTH) {
        yield { line: from.line, text: this.#text.slice(from.at, this.#place.at), rows };
        this.#text = this.#text.slice(this.#place.at);
        this.#place = { at: 0, line: this.#place.line };
        [from, rows] = [this.#place, 0];
      }
      if (done) return;
      if (!row) await this.#more();
    }
  }

  #row(place: Place): Row | undefined {
    return readRow(this.#text, place, this.#delimiter, this.#ended);
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#texts.next();
    if (done) this.#ended = true;
    else this.#text += value;
  }
}
