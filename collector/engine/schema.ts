/** The JSON Schema of a model, as served to editors and tools. */
import { definitions, modelShape } from './model-shape.ts';
import type { JsonSchema } from './shape.ts';

/** JSON Schema 2020-12. What it cannot say (references, order) `validateModel` checks too. */
export const modelSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Rung model',
  description: 'What earns points, where grades begin, the rungs of the ladder, the segments.',
  ...modelShape.schema,
  $defs: definitions,
};
