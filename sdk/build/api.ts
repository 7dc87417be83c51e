// Keeps sdk/api.md, the npm package's public types without their comments, so that a change of what users
// rely on shows in review. `--write` writes it; without, it is an error when the file tells another story.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SDK = join(import.meta.dirname, '..');
const REPORT = join(SDK, 'api.md');

/** The report of a package whose types, rolled up in one file, are these. */
export function reportOf(types: string): string {
  const source = ts.createSourceFile('index.d.ts', types, ts.ScriptTarget.Latest);
  const printed = ts.createPrinter({ removeComments: true }).printFile(source);
  return `# The public interface of the npm package

Written by \`npm run api\` out of the built types; \`npm run check\` compares.

\`\`\`ts
${printed.trimEnd()}
\`\`\`
`;
}

if (import.meta.main) {
  const now = reportOf(readFileSync(join(SDK, 'dist/index.d.ts'), 'utf8'));
  const kept = readFileSync(REPORT, { encoding: 'utf8', flag: 'a+' });
  if (process.argv.includes('--write')) writeFileSync(REPORT, now);
  else if (now !== kept) {
    const lines = (text: string, other: string, mark: string) =>
      text
        .split('\n')
        .filter((line) => !other.split('\n').includes(line))
        .map((line) => `${mark} ${line}`);
    console.log([...lines(kept, now, '-'), ...lines(now, kept, '+')].join('\n'));
    console.log('The public interface is not what sdk/api.md says. If it should be: npm run api');
    process.exitCode = 1;
  }
}
