// Makes a bundle small: three minifiers in a row, since each finds what the others leave.
import { minify as minifyBySwc } from '@swc/core';
import { minify as minifyByOxc } from 'oxc-minify';
import { minify as minifyByTerser } from 'terser';
import { childrenOf, type Node, readNames, statementsOf } from './syntax.ts';

/** A module's code in few characters. Names of properties stay as they are. */
export async function minify(code: string): Promise<string> {
  const { code: first = '' } = await minifyByTerser(withArrows(code), {
    ecma: 2020,
    module: true,
    compress: {
      passes: 4,
      // Copies of functions in their callers compress worse than calls.
      inline: 0,
      pure_getters: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      keep_fargs: false,
    },
    format: { comments: false },
  });
  const { code: second } = await minifyBySwc(first, {
    module: true,
    ecma: 2020,
    compress: {
      passes: 4,
      toplevel: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      keep_fargs: false,
      pure_getters: true,
    },
    mangle: { toplevel: true },
    format: { comments: false },
  });
  const { code: third } = await minifyByOxc('script.mjs', second, {
    module: true,
    compress: { target: 'es2022' },
    mangle: { toplevel: true },
  });
  const { code: fourth } = await minifyByOxc('script.mjs', withValuesInPlace(third), {
    module: true,
    compress: false,
    mangle: { toplevel: true },
  });
  return fourth.replace(/;$/, '').replace(/^var ([\w$,]+);let /, 'let $1,');
}

/** Functions of the module as constants: written alike they compress better, and their order is free. */
function withArrows(code: string): string {
  const functions = statementsOf(readNames(code).tree)
    .map((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : node))
    .filter((node) => node?.type === 'FunctionDeclaration');
  return splice(
    code,
    functions.map(({ start, end, id, async, body }: Node) => {
      const params = code.slice(id.end, body.start).trim();
      const text = `const ${id.name} = ${async ? 'async ' : ''}${params} => ${code.slice(body.start, end)};`;
      return { start, end, text };
    }),
  );
}

/** Afterwards a piece of code means the same wherever it is put. */
function withUniqueNames(code: string): string {
  const { bindings, uses } = readNames(code);
  return splice(
    code,
    uses.map(({ start, end, binding, key }) => {
      const name = `name${bindings.indexOf(binding)}`;
      return { start, end, text: key === undefined ? name : `${key}:${name}` };
    }),
  );
}

/** A function or a pattern that is named in one place only goes there. */
export function withValuesInPlace(code: string): string {
  return moveValues(withUniqueNames(code));
}

function moveValues(code: string): string {
  const { tree, uses } = readNames(code);
  const places = placesIn(tree);
  for (const { declarations = [] } of statementsOf(tree)) {
    for (const [i, { id, init, end }] of declarations.entries()) {
      const binding = uses.find(({ start }) => start === id.start)?.binding;
      const [other, more] = uses.filter((use) => use.binding === binding && use.start !== id.start);
      if (i && other && !more && places.get(other.start)?.(init)) {
        const rest = { start: declarations[i - 1].end, end, text: '' };
        const place = { ...other, text: code.slice(init.start, init.end) };
        return moveValues(splice(code, [rest, place]));
      }
    }
  }
  return code;
}

type Fits = (init: Node | null) => boolean;

/** By where they start: names that may give way to what they name, when that fits. */
function placesIn(node: Node, places = new Map<number, Fits>()): Map<number, Fits> {
  const take = (names: (Node | null)[], fits: Fits) => {
    for (const one of names) if (one?.type === 'Identifier') places.set(one.start, fits);
  };
  take(valuesOf(node), (init) => isFunction(init) || isPattern(init));
  if (node.type === 'MemberExpression') take([node.object], isPattern);
  // What it remembers of its last match does not matter here.
  if (node.callee?.property?.name === 'replace') take([node.arguments[0]], isRegExp);
  for (const child of childrenOf(node)) placesIn(child, places);
  return places;
}

/** Children that are nothing but values: no operator takes a part of what is put there. */
function valuesOf(node: Node): (Node | null)[] {
  if (node.type === 'Property') return node.shorthand ? [] : [node.value];
  if (node.type === 'ArrayExpression') return node.elements;
  if (node.type === 'CallExpression') return node.arguments;
  return node.type === 'AssignmentExpression' ? [node.right] : [];
}

const isFunction: Fits = (init) => init?.type === 'ArrowFunctionExpression';
const isRegExp: Fits = (init) => init?.type === 'Literal' && !!init.regex;
/** One that matches the same way each time. */
const isPattern: Fits = (init) => isRegExp(init) && !/[gy]/.test(init?.regex.flags);

/** The text with pieces of it replaced. */
export function splice(
  text: string,
  pieces: { start: number; end: number; text: string }[],
): string {
  const backwards = pieces.toSorted((a, b) => b.start - a.start);
  return backwards.reduce(
    (all, piece) => all.slice(0, piece.start) + piece.text + all.slice(piece.end),
    text,
  );
}
