// A script as text with choices: names, the order of what has none, quotes. Whatever is chosen, it does the same.
import {
  type Binding,
  childrenOf,
  type Names,
  type Node,
  readNames,
  statementsOf,
} from './syntax.ts';

/** Text, a name, things in any order, or one of several ways to say something. */
type Piece = string | Name | Row | Pick;

interface Name {
  binding: Binding;
  /** of a property: it is `{key: name}`, or `{name}` when both are equal */
  key?: string | undefined;
}

export interface Row {
  items: Piece[][];
  between: string;
  /** indices of the items */
  order: number[];
  /** the others stay in the order in which they are */
  free: boolean[];
}

export interface Pick {
  ways: Piece[][];
  /** which of them */
  at: number;
}

export interface Layout {
  bindings: Binding[];
  rows: Row[];
  picks: Pick[];
  print(): string;
}

/** A stretch of the text that can be said otherwise; `inside` are those within it. */
interface Spot {
  start: number;
  end: number;
  piece(inside: Spot[]): Piece;
}

interface Making extends Names {
  code: string;
  spots: Spot[];
  rows: Row[];
  picks: Pick[];
}

/** A minified script, as it is until something else is chosen. */
export function layOut(code: string): Layout {
  const names = readNames(code);
  const spots: Spot[] = names.uses.map(({ start, end, binding, key }) => {
    return { start, end, piece: () => ({ binding, key }) };
  });
  const making: Making = { ...names, code, spots, rows: [], picks: [] };
  look(making, names.tree);
  spots.sort((a, b) => a.start - b.start || b.end - a.end);
  const all = cut(making, 0, code.length, spots);
  return { ...making, print: () => print(all) };
}

function look(making: Making, node: Node, parent?: Node): void {
  lookForRows(making, node);
  if (isText(node) && parent?.key !== node) addQuotes(making, node);
  if (node.type === 'ArrowFunctionExpression') addUnused(making, node);
  for (const child of childrenOf(node)) look(making, child, node);
}

function lookForRows(making: Making, node: Node): void {
  const { type, operator, left, right, declarations } = node;
  if (isMain(node, making.tree)) {
    const early = neededEarly(making, declarations);
    addRow(making, declarations, ',', (declaration) => !early.has(declaration));
  }
  if (/^Object/.test(type)) for (const run of runsOf(node)) addRow(making, run, ',');
  if (/^[!=]==$/.test(operator) && isPlain(left) && isPlain(right)) {
    addRow(making, [left, right], operator);
  }
}

function addRow(making: Making, nodes: Node[], between: string, isFree = (_: Node) => true): void {
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!first || first === last) return;
  const { start } = first;
  const end = last?.end ?? start;
  const piece = (inside: Spot[]) => {
    const items = nodes.map((node) => cut(making, node.start, node.end, inside));
    const row = { items, between, order: items.map((_, i) => i), free: nodes.map(isFree) };
    making.rows.push(row);
    return row;
  };
  making.spots.push({ start, end, piece });
}

function addPick({ picks, spots }: Making, start: number, end: number, ways: Piece[][]): void {
  const pick = { ways, at: 0 };
  picks.push(pick);
  spots.push({ start, end, piece: () => pick });
}

function addQuotes(making: Making, { start, end }: Node): void {
  const text = making.code.slice(start + 1, end - 1);
  if (/[\\\n$]/.test(text)) return;
  const quotes = ['`', '"', "'"].filter((quote) => !text.includes(quote));
  addPick(
    making,
    start,
    end,
    quotes.map((quote) => [quote + text + quote]),
  );
}

/** `()=>` is longer than `e=>`. */
function addUnused(making: Making, { start, async }: Node): void {
  const binding = making.unused.get(start);
  if (!binding) return;
  const none = async ? 'async()' : '()';
  const ways = [[none], [async ? 'async ' : '', { binding }]];
  addPick(making, start, start + none.length, ways);
}

/** The text between two places, with what can be said otherwise in it. */
function cut({ code }: Making, start: number, end: number, spots: Spot[]): Piece[] {
  const made: Piece[] = [];
  let at = start;
  for (const spot of spots) {
    if (spot.start < at || spot.end > end) continue;
    const isInside = (other: Spot) =>
      other !== spot && other.start >= spot.start && other.end <= spot.end;
    made.push(code.slice(at, spot.start), spot.piece(spots.filter(isInside)));
    at = spot.end;
  }
  return [...made, code.slice(at, end)];
}

function print(all: Piece[]): string {
  let text = '';
  for (const piece of all) {
    if (typeof piece === 'string') text += piece;
    else if ('binding' in piece) text += printName(piece);
    else if ('ways' in piece) text += print(piece.ways[piece.at] ?? []);
    else text += piece.order.map((i) => print(piece.items[i] ?? [])).join(piece.between);
  }
  return text;
}

function printName({ binding: { name }, key = name }: Name): string {
  return key === name ? name : `${key}:${name}`;
}

/** The declaration that holds nearly all of a script. */
function isMain(node: Node, tree: Node): boolean {
  return node.declarations?.length > 5 && statementsOf(tree).includes(node);
}

/**
 * Declarations whose order matters: they do something at once, or what they declare is used by one that
 * does. The others make a function or a constant that nobody needs before all are declared.
 */
function neededEarly({ uses }: Making, declarations: Node[]): Set<Node> {
  const early = new Set(declarations.filter(({ init }) => !isInert(init)));
  for (const { start, end } of early) {
    const used = uses.filter((use) => use.start >= start && use.end <= end);
    for (const declaration of declarations) {
      const own = uses.find((use) => use.start === declaration.start)?.binding;
      if (used.some(({ binding }) => binding === own)) early.add(declaration);
    }
  }
  return early;
}

function isInert(init: Node | null): boolean {
  return !init || /^Arrow|^Literal/.test(init.type) || isText(init);
}

function isText({ type, value, quasis }: Node): boolean {
  if (type === 'TemplateLiteral') return quasis.length === 1;
  return type === 'Literal' && typeof value === 'string';
}

/** To look at it does nothing else. */
function isPlain(node: Node): boolean {
  if (node.type === 'MemberExpression') return !node.computed && isPlain(node.object);
  return /^(Identifier|Literal)$/.test(node.type) || isText(node);
}

/** Properties side by side, with nothing between that spreads or has a default. */
function runsOf({ properties }: Node): Node[][] {
  const runs: Node[][] = [[]];
  for (const property of properties) {
    const isFixed = property.type !== 'Property' || property.value.type === 'AssignmentPattern';
    if (isFixed) runs.push([]);
    else runs.at(-1)?.push(property);
  }
  return runs;
}
