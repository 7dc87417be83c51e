// The script under an address that never changes its content, for pages that pin it by its hash (SRI).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../core/version.ts';

const DIST = join(import.meta.dirname, '../dist');

/** Folder of this version's files below the collector's address; its content never changes. */
export const PINNED_FOLDER = `v/${VERSION}`;

/**
 * `sha384-…`, as the attribute `integrity` wants it.
 * @see https://www.w3.org/TR/sri-2/
 */
export function integrityOf(content: string | Uint8Array): string {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}

export interface Pinned {
  /** the tag, ready to paste */
  tag: string;
  /** stands before the tag where the on-demand part is to be pinned as well */
  importMap: string;
}

/**
 * What a page pastes to run exactly the script that was built here and no other.
 *
 * @param origin of the collector
 * @param key the site's write key
 * @see https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/script/type/importmap#integrity
 */
export function pinnedTag(origin = 'https://YOUR-HOST', key = 'WRITE_KEY'): Pinned {
  const folder = `${origin}/${PINNED_FOLDER}`;
  const hash = (name: string) => integrityOf(readFileSync(join(DIST, name)));
  const parts = readdirSync(DIST).filter((name) => /^rung-.+\.js$/.test(name));
  const integrity = Object.fromEntries(parts.map((name) => [`${folder}/${name}`, hash(name)]));
  return {
    tag: `<script defer src="${folder}/rung.js" data-site="${key}" integrity="${hash('rung.js')}" crossorigin="anonymous"></script>`,
    importMap: `<script type="importmap">${JSON.stringify({ integrity })}</script>`,
  };
}

if (import.meta.main) {
  const { tag, importMap } = pinnedTag();
  console.log(`Version ${VERSION}, pinned by its hash:\n${tag}`);
  console.log(`To pin its on-demand part too, before the tag:\n${importMap}`);
}
