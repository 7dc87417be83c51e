// Reads a minified script as names and places: which names belong together, and which must differ.
import { parseAst } from 'rollup/parseAst';

/** Of an ESTree; `start` and `end` are offsets in the text. */
export interface Node {
  type: string;
  start: number;
  end: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tree has some fifty kinds of nodes
  [field: string]: any;
}

/** A variable, function or parameter. */
export interface Binding {
  name: string;
  /** those that are in use where this one is: they must not have its name */
  rivals: Set<Binding>;
}

/** A place that names a binding. */
export interface Use {
  start: number;
  end: number;
  binding: Binding;
  /** of `{key}`, which means `{key: name}` */
  key?: string | undefined;
}

/** What may be called anything in a script. */
export interface Names {
  tree: Node;
  bindings: Binding[];
  uses: Use[];
  /** by its start: what a function without parameters may call one it does not need */
  unused: Map<number, Binding>;
}

interface Scope {
  outer: Scope | undefined;
  names: Map<string, Binding>;
  /** bindings in use here or further in, unless they are from further in */
  live: Set<Binding>;
}

interface Found extends Names {
  scopes: Scope[];
  open: { node: Node; scope: Scope; key?: string }[];
  /** blocks whose declarations stand beside parameters */
  bodies: Set<Node>;
}

const SCOPE = /Function|^Program$|^(Block|For\w*)Statement$|^CatchClause$/;

export function readNames(code: string): Names {
  const tree = parseAst(code) as Node;
  const found: Found = {
    tree,
    bindings: [],
    uses: [],
    unused: new Map(),
    scopes: [],
    open: [],
    bodies: new Set(),
  };
  visit(tree, undefined as never, found);
  for (const { node, scope, key } of found.open) use(found, node, scope, key);
  for (const { live } of found.scopes) {
    for (const one of live) for (const other of live) if (one !== other) one.rivals.add(other);
  }
  found.uses.sort((a, b) => a.start - b.start);
  return found;
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === 'string');
}

/** The body of a script: its statements, within the block that holds them all or at the top. */
export function statementsOf({ body }: Node): Node[] {
  return body.length === 1 && body[0].type === 'BlockStatement' ? body[0].body : body;
}

function visit(node: Node, scope: Scope, found: Found): void {
  if (node.type === 'Identifier') found.open.push({ node, scope });
  else if (node.type === 'MemberExpression') {
    visit(node.object, scope, found);
    if (node.computed) visit(node.property, scope, found);
  } else if (node.type === 'Property' && !node.computed) visitProperty(node, scope, found);
  else if (node.type === 'ExportSpecifier') visit(node.local, scope, found);
  else {
    const inner = SCOPE.test(node.type) ? enter(node, scope, found) : scope;
    for (const child of childrenOf(node)) visit(child, inner, found);
  }
}

function visitProperty({ shorthand, key, value }: Node, scope: Scope, found: Found): void {
  if (shorthand) found.open.push({ node: value.left ?? value, scope, key: key.name });
  const rest = shorthand ? value.right : value;
  if (rest) visit(rest, scope, found);
}

/** What the body of a function or a `catch` declares must not have the name of a parameter. */
function enter(node: Node, outer: Scope, found: Found): Scope {
  const scope: Scope = { outer, names: new Map(), live: new Set() };
  found.scopes.push(scope);
  const params: Node[] = node.params ?? (node.param ? [node.param] : []);
  const isShared = (node.params || node.param) && node.body.type === 'BlockStatement';
  if (isShared) found.bodies.add(node.body);
  const body: Node | Node[] | undefined = isShared ? node.body.body : node.body;
  const statements = found.bodies.has(node) ? [] : [node.init, node.left, body].flat();
  for (const name of [...params.flatMap(boundBy), ...statements.flatMap(declaredBy)]) {
    if (!scope.names.has(name)) scope.names.set(name, newBinding(name, scope, found));
  }
  if (node.params?.length === 0) found.unused.set(node.start, newBinding('', scope, found));
  return scope;
}

function newBinding(name: string, scope: Scope, { bindings }: Found): Binding {
  const binding = { name, rivals: new Set<Binding>() };
  bindings.push(binding);
  scope.live.add(binding);
  return binding;
}

/** The names that a statement declares. The minifiers leave no `var` within a block. */
function declaredBy(node?: Node | null): string[] {
  if (node?.type === 'VariableDeclaration') {
    return node.declarations.flatMap(({ id }: Node) => boundBy(id));
  }
  return node?.type === 'FunctionDeclaration' ? boundBy(node.id) : [];
}

function boundBy(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return boundBy(pattern.left);
  if (pattern.type === 'Property') return boundBy(pattern.value);
  return childrenOf(pattern).flatMap(boundBy);
}

function use(found: Found, { name, start, end }: Node, from: Scope, key?: string): void {
  let scope: Scope | undefined = from;
  while (scope && !scope.names.has(name)) scope = scope.outer;
  const binding = scope?.names.get(name);
  if (!binding && name.length < 3) throw new Error(`Whose name is ${name}?`);
  if (!binding) return;
  found.uses.push({ start, end, binding, key });
  for (let inner = from; inner !== scope; inner = inner.outer as Scope) inner.live.add(binding);
}
