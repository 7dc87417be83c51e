/** What a path or method that the API does not have is answered. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Environment } from '../environment.ts';
import { ApiProblem } from '../problem.ts';

export type Api = OpenAPIHono<Environment>;

interface Known {
  pattern: RegExp;
  methods: Set<string>;
}

/** `/visitors/{id}` as an expression at the end of a path, wherever the API is mounted. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '[.]').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);

function knownPaths(api: Api): Known[] {
  const paths = new Map<string, Set<string>>();
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue;
    const { path, method } = definition.route;
    paths.set(path, (paths.get(path) ?? new Set()).add(method.toUpperCase()));
  }
  return [...paths].map(([path, methods]) => ({ pattern: patternOf(path), methods }));
}

/** Closes the API: call it after every route is there. `base` is where the Worker mounts it. */
export function refuseTheRest(api: Api, base: string): void {
  const known = knownPaths(api);
  api.all('*', (context) => {
    const { path } = context.req;
    const below = path.startsWith(base) ? path.slice(base.length) : path;
    const methods = known.find(({ pattern }) => pattern.test(below))?.methods;
    if (!methods) throw new ApiProblem('not_found', 'The API has no such path.');
    const allowed = methods.has('GET') ? [...methods, 'HEAD'] : [...methods];
    throw new ApiProblem('method_not_allowed', `This path knows ${allowed.join(', ')}.`, {
      headers: { Allow: allowed.join(', ') },
    });
  });
}
