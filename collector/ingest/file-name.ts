/** What a downloaded file is called, read from its address: a script need not send what that says. */
import type { Props } from '../../sdk/wire.ts';

const NAME_LENGTH = 200;

/** The name and its ending, as far as an address has them. */
export function fileOf(href: unknown): Props {
  const [path = ''] = typeof href === 'string' ? href.split(/[?#]/) : [];
  const file_name = path.split('/').pop()?.slice(0, NAME_LENGTH);
  const file_extension = /\.(\w+)$/.exec(file_name ?? '')?.[1];
  return { ...(file_name && { file_name }), ...(file_extension && { file_extension }) };
}
