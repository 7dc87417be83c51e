/** What this browser remembers of the shop. Where storage is denied it remembers until the page ends. */

const memory = new Map<string, string>();

/** Reads a JSON value; `fallback` when there is none or it cannot be read. */
export function recall<T>(name: string, fallback: T): T {
  try {
    const text = read(name);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  memory.set(name, text);
  try {
    localStorage.setItem(`pishi.${name}`, text);
  } catch {
    // Denied or full: the copy in memory serves this page.
  }
}

export function forget(name: string): void {
  memory.delete(name);
  try {
    localStorage.removeItem(`pishi.${name}`);
  } catch {
    // Denied: nothing was kept.
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(`pishi.${name}`);
  } catch {
    return memory.get(name) ?? null;
  }
}
