/** The API's own description → the calls that a reader of it would try. */

interface Schema {
  $ref?: string;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  type?: string;
}
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  example?: unknown;
  schema?: Schema;
}
interface Media {
  schema: Schema;
  example?: unknown;
}
interface Described {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
}
export interface Operation extends Described {
  method: string;
  path: string;
}
export interface Description {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

export interface Call {
  operation: Operation;
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  body?: { type: string; text: string };
  accept: string;
  /** what has no example, in words */
  lacks: string[];
}

export const nameOf = ({ operation, query, accept }: Call): string => {
  const asked = Object.entries(query).map(([name, value]) => `${name}=${String(value)}`);
  const beside = [...asked, ...(accept === 'application/json' ? [] : [accept])].join(' ');
  return `${operation.method} ${operation.path}${beside && ` ${beside}`}`;
};

/**
 * Each operation as it is; one that only reads also with each parameter by itself and in each form.
 * A parameter is tried with its example, or else with each value that it may have.
 */
export function callsOf(description: Description): Call[] {
  return operationsOf(description).flatMap((operation) => {
    const plain = plainCall(description, operation);
    if (operation.method !== 'get') return [plain];
    const forms = Object.keys(operation.responses[200]?.content ?? {});
    const others = forms.filter((form) => form !== plain.accept);
    return [
      plain,
      ...tries(description, operation).map((query) => ({
        ...{ ...plain, lacks: [] },
        query: { ...plain.query, ...query },
      })),
      ...others.map((accept) => ({ ...plain, accept, lacks: [] })),
    ];
  });
}

const operationsOf = ({ paths }: Description): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ ...described, method, path })),
  );

function plainCall(description: Description, operation: Operation): Call {
  const { parameters = [], requestBody, responses } = operation;
  const needed = parameters.filter(({ required }) => required);
  const values = (where: string) =>
    Object.fromEntries(
      needed
        .filter((one) => one.in === where)
        .map((one) => [one.name, valuesOf(description, one)[0]]),
    );
  const body = requestBody && bodyOf(description, requestBody.content);
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const forms = Object.keys(success?.content ?? {});
  return {
    operation,
    path: values('path'),
    query: values('query'),
    ...(body && { body }),
    accept: forms.includes('application/json') ? 'application/json' : (forms[0] ?? '*/*'),
    lacks: [
      ...parameters
        .filter((one) => one.name !== 'cursor' && valuesOf(description, one).length === 0)
        .map(({ name }) => `${operation.method} ${operation.path}: ${name}`),
      ...(requestBody && !body ? [`${operation.method} ${operation.path}: body`] : []),
    ],
  };
}

function tries(
  description: Description,
  { parameters = [] }: Operation,
): Record<string, unknown>[] {
  return parameters
    .filter((one) => one.in === 'query')
    .flatMap((one) =>
      valuesOf(description, one)
        .slice(one.required ? 1 : 0)
        .map((value) => ({ [one.name]: value })),
    );
}

function valuesOf(description: Description, { example, schema = {} }: Parameter): unknown[] {
  const resolved = resolve(description, schema);
  const shown = example ?? resolved.example;
  if (shown !== undefined) return [shown];
  if (resolved.enum) return resolved.enum;
  return resolved.default === undefined ? [] : [resolved.default];
}

function bodyOf(description: Description, content: Record<string, Media>): Call['body'] {
  const [type, media] = Object.entries(content)[0] ?? [];
  const shown = media && (media.example ?? resolve(description, media.schema).example);
  if (!type || shown === undefined) return undefined;
  return { type, text: typeof shown === 'string' ? shown : JSON.stringify(shown) };
}

function resolve({ components }: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return (name === undefined ? undefined : components.schemas[name]) ?? schema;
}

/**
 * What makes something comes first, so that the others find it; what changes or takes away comes
 * after everything that reads, the site itself last.
 */
export const inOrder = (calls: readonly Call[]): Call[] =>
  calls.toSorted((a, b) => rankOf(a.operation) - rankOf(b.operation));

function rankOf({ method, path }: Operation): number {
  if (method === 'delete') return path === '/site' ? 6 : path === '/visitors/{id}' ? 5 : 4;
  if (method === 'get') return 2;
  return path.includes('{') ? 3 : 1;
}
