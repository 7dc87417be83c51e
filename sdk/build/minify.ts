// Makes a bundle small: three minifiers in a row, since each finds what the others leave.
import { minify as minifyBySwc } from '@swc/core';
import { minify as minifyByOxc } from 'oxc-minify';
import { minify as minifyByTerser } from 'terser';
import { childrenOf, type Node, readNames, statementsOf } from './syntax.ts';

/** Longer functions stay where they are, so that they can be put in the best order. */
const MOST_IN_PLACE = 90;

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
  return withValuesInPlace(third.replace(/;$/, '').replace(/^var ([\w$,]+);let /, 'let $1,'));
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

/** A function that is named only to be the value of one property becomes that value. */
function withValuesInPlace(code: string): string {
  const { tree, uses } = readNames(code);
  const values = new Set<number>();
  const note = (node: Node) => {
    if (node.type === 'Property' && !node.shorthand) values.add(node.value.start);
    childrenOf(node).forEach(note);
  };
  note(tree);
  for (const { declarations = [] } of statementsOf(tree)) {
    for (const [i, { id, init, end }] of declarations.entries()) {
      const binding = uses.find(({ start }) => start === id.start)?.binding;
      const [other, more] = uses.filter((use) => use.binding === binding && use.start !== id.start);
      const short =
        init?.type === 'ArrowFunctionExpression' && init.end - init.start < MOST_IN_PLACE;
      if (i && short && other && !more && values.has(other.start)) {
        const rest = { start: declarations[i - 1].end, end, text: '' };
        const place = { ...other, text: code.slice(init.start, init.end) };
        return withValuesInPlace(splice(code, [rest, place]));
      }
    }
  }
  return code;
}

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
