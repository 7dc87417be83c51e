/** The shop's catalogue as a PDF of one page, made from the same table as the pages, so that no price differs. */
import { CATEGORIES, euros, PRODUCTS, type Product } from './catalogue.ts';

/** A4 in points, 1/72 inch; y grows upwards. */
const PAGE = { width: 595, height: 842, left: 56, price: 470 };
const COLOURS = {
  ink: '.14 .21 .18',
  soft: '.33 .4 .37',
  brand: '.72 .27 .11',
  paper: '1 .98 .95',
};
/** Characters beyond Latin-1 at their places in WinAnsiEncoding (ISO 32000-1, annex D.2). */
const WIN_ANSI: Readonly<Record<string, number>> = {
  '€': 0x80,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '–': 0x96,
};

interface Text {
  x: number;
  y: number;
  size: number;
  colour: keyof typeof COLOURS;
  bold?: true;
}

/**
 * The file's bytes: PDF 1.4, two of the fonts every reader has, nothing compressed.
 * @see ISO 32000-1, 7.5 for the parts of the file
 */
export function cataloguePdf(): Uint8Array<ArrayBuffer> {
  const content = page();
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return file([
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title ${literal('Pishi: the catalogue')} >>`,
  ]);
}

/** Header, objects, cross-reference table and trailer; every offset is that of the byte. */
function file(objects: readonly string[]): Uint8Array<ArrayBuffer> {
  let body = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const xref = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>`;
  const text = `${body}${xref}${trailer}\nstartxref\n${body.length}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function page(): string {
  const { width, height, left } = PAGE;
  const parts = [
    `${COLOURS.brand} rg 0 ${height - 118} ${width} 118 re f`,
    text('Pishi', { x: left, y: height - 70, size: 38, colour: 'paper', bold: true }),
    text('Food for cats with opinions. The catalogue.', {
      x: left,
      y: height - 95,
      size: 13,
      colour: 'paper',
    }),
  ];
  let y = height - 160;
  for (const { id, name } of CATEGORIES) {
    parts.push(text(name, { x: left, y, size: 15, colour: 'brand', bold: true }));
    for (const product of PRODUCTS.filter(({ category }) => category === id)) {
      y -= 28;
      parts.push(...entry(product, y));
      y -= 15;
    }
    y -= 34;
  }
  const note = 'A demonstration shop of Rung: nothing is sold. Prices include tax and a purr.';
  parts.push(text(note, { x: left, y: 48, size: 9, colour: 'soft' }));
  return parts.join('\n');
}

function entry({ name, price, unit, line }: Product, y: number): string[] {
  const { left, price: right } = PAGE;
  return [
    text(name, { x: left, y, size: 12, colour: 'ink', bold: true }),
    text(euros(price), { x: right, y, size: 12, colour: 'ink', bold: true }),
    text(line, { x: left, y: y - 14, size: 10, colour: 'soft' }),
    text(unit, { x: right, y: y - 14, size: 10, colour: 'soft' }),
  ];
}

function text(words: string, { x, y, size, colour, bold }: Text): string {
  const font = bold ? 'F2' : 'F1';
  return `BT ${COLOURS[colour]} rg /${font} ${size} Tf ${x} ${y} Td ${literal(words)} Tj ET`;
}

/** A PDF string of WinAnsi bytes; the three characters with a meaning are escaped. */
function literal(words: string): string {
  const bytes = words.replace(/[^\0-\xff]/g, (sign) => String.fromCharCode(WIN_ANSI[sign] ?? 0x3f));
  return `(${bytes.replace(/[\\()]/g, '\\$&')})`;
}
