/** The shop's drawings, as inline SVG: no picture is fetched, and none is copied from anywhere. */
import type { Product } from './catalogue.ts';

const INK = '#23352f';
const PAPER = '#fffaf1';

const SIGNS: Record<Product['picture']['sign'], string> = {
  fish: `<path d="M74 116c12-16 34-16 46 0-12 16-34 16-46 0Zm46 0 13-10v20Z" fill="${INK}"/><circle cx="85" cy="113" r="2.6" fill="${PAPER}"/>`,
  bird: `<path d="M76 112c2-15 22-19 31-8 5 6 12 7 19 5-3 16-15 24-29 22-10-1-17-7-18-14l-8-2Z" fill="${INK}"/><circle cx="88" cy="110" r="2.4" fill="${PAPER}"/><path d="M97 131v9m8-10v9" stroke="${INK}" stroke-width="3" stroke-linecap="round"/>`,
  paw: `<g fill="${INK}"><path d="M100 112c11 0 19 9 19 17s-7 9-19 9-19-1-19-9 8-17 19-17Z"/><ellipse cx="79" cy="112" rx="6" ry="8"/><ellipse cx="92" cy="101" rx="6" ry="8"/><ellipse cx="108" cy="101" rx="6" ry="8"/><ellipse cx="121" cy="112" rx="6" ry="8"/></g>`,
};

type Draw = (colour: string, sign: string) => string;

const SHAPES: Record<Product['picture']['shape'], Draw> = {
  tin: (colour, sign) => `<path d="M44 76v80c0 13 25 22 56 22s56-9 56-22V76Z" fill="${colour}"/>
<path d="M44 92c0 13 25 22 56 22s56-9 56-22v52c0 13-25 22-56 22s-56-9-56-22Z" fill="${PAPER}"/>
<ellipse cx="100" cy="74" rx="56" ry="21" fill="#e9e4da"/><ellipse cx="100" cy="74" rx="46" ry="16" fill="#d6d0c4"/>
<path d="M100 66c9 0 16 3 16 7s-7 7-16 7-16-3-16-7" fill="none" stroke="#a39c8e" stroke-width="4" stroke-linecap="round"/>
<g transform="translate(0 21)">${sign}</g>`,
  bag: (
    colour,
    sign,
  ) => `<path d="M52 40h96l8 20-5 112q-1 9-10 9H59q-9 0-10-9L44 60Z" fill="${colour}"/>
<path d="M52 40h96l8 20H44Z" fill="${INK}" opacity=".28"/>
<path d="M56 30h88v12H56Z" fill="${colour}"/><path d="M56 36h88" stroke="${PAPER}" stroke-width="2" stroke-dasharray="5 5" opacity=".8"/>
<circle cx="100" cy="118" r="38" fill="${PAPER}"/>${sign}`,
  jar: (colour, sign) => `<rect x="54" y="62" width="92" height="118" rx="16" fill="#dfe8e2"/>
<path d="M54 100h92v64q0 16-16 16H70q-16 0-16-16Z" fill="${colour}"/>
<rect x="60" y="38" width="80" height="26" rx="7" fill="${INK}"/><path d="M72 44v14m14-14v14m14-14v14m14-14v14m14-14v14" stroke="${PAPER}" opacity=".25" stroke-width="3"/>
<rect x="64" y="92" width="72" height="62" rx="8" fill="${PAPER}"/><g transform="translate(0 5)">${sign}</g>`,
  box: (colour, sign) => `<path d="M36 84h128v86q0 10-10 10H46q-10 0-10-10Z" fill="${colour}"/>
<path d="M36 84 22 58h62l16 26Zm128 0 14-26h-62l-16 26Z" fill="${colour}"/><path d="M36 84 22 58h62l16 26Zm128 0 14-26h-62l-16 26Z" fill="${INK}" opacity=".18"/>
<path d="M70 58c2-20 14-28 30-28s28 8 30 28l-14 0-16 26-16-26Z" fill="#e6dccb"/>
<circle cx="100" cy="132" r="36" fill="${PAPER}"/><g transform="translate(0 13)">${sign}</g>`,
};

/** One product as a picture; `title` is read out, without it the picture is decoration. */
export function packshot(picture: Product['picture'], title?: string): string {
  const name = title ? `role="img" aria-label="${title}"` : 'aria-hidden="true"';
  return `<svg class="packshot" viewBox="0 0 200 200" ${name}>
<ellipse cx="100" cy="182" rx="72" ry="9" fill="${INK}" opacity=".12"/>
${SHAPES[picture.shape](picture.colour, SIGNS[picture.sign])}
</svg>`;
}

/** The cat beside the bowl on the home page. */
export const HERO = `<svg class="hero-art" viewBox="0 0 440 360" role="img" aria-label="A ginger cat waits beside an empty bowl">
<circle cx="248" cy="158" r="146" fill="#f3c98b"/>
<path d="M0 312h440v48H0Z" fill="#e8dcc6"/>
<path d="M292 306c44 8 78-10 82-48 2-22-10-40-26-38-14 2-16 20-4 24" fill="none" stroke="#c96b3b" stroke-width="21" stroke-linecap="round"/>
<path d="M158 312c-6-66 8-128 66-134 62-6 88 60 84 134Z" fill="#dd8450"/>
<path d="M206 312c-4-44 2-88 26-90 26-2 32 46 28 90Z" fill="#f6e3c9"/>
<path d="M150 116 146 46q0-8 7-4l44 30q26-7 54 0l42-31q7-4 7 4l-2 74c4 46-28 76-74 76s-80-30-74-79Z" fill="#dd8450"/>
<path d="m158 60 2 34 22-18Zm130 0-1 34-23-18Z" fill="#f4b99a"/>
<path d="M224 70v26m-17-23 4 20m30-20-4 20" stroke="#b85a2c" stroke-width="7" stroke-linecap="round"/>
<ellipse cx="190" cy="126" rx="13" ry="15" fill="#fffaf1"/><ellipse cx="258" cy="126" rx="13" ry="15" fill="#fffaf1"/>
<ellipse cx="187" cy="129" rx="6" ry="11" fill="${INK}"/><ellipse cx="255" cy="129" rx="6" ry="11" fill="${INK}"/>
<path d="M224 166c-16-12-40-6-40 10 0 12 18 17 40 17s40-5 40-17c0-16-24-22-40-10Z" fill="#f6e3c9"/>
<path d="M216 152h16l-8 9Z" fill="#8f3f28"/><path d="M224 161v6c0 8-12 9-15 3m15-3c0 8 12 9 15 3" fill="none" stroke="#8f3f28" stroke-width="4" stroke-linecap="round"/>
<path d="m180 168-44-7m43 15-42 6m131-14 44-7m-43 15 42 6" stroke="${INK}" stroke-width="2.4" stroke-linecap="round" opacity=".55"/>
<path d="M184 312c-14 0-18-16-6-19 20-4 32 4 30 19Zm74 0c-2-15 12-23 32-18 12 3 8 18-6 18Z" fill="#f6e3c9"/>
<path d="M24 268h112l-12 44H36Z" fill="#3f7d6b"/><ellipse cx="80" cy="268" rx="56" ry="13" fill="#2c5d4f"/><ellipse cx="80" cy="270" rx="43" ry="8" fill="#234a3f"/>
<path d="M64 292c9-11 25-11 34 0-9 11-25 11-34 0Zm34 0 9-7v14Z" fill="#fffaf1"/>
</svg>`;

/** The shop's mark: a cat's head that is also the letter P's bowl. Also its icon. */
export const MARK = `<svg class="mark" viewBox="0 0 40 40" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">
<path d="M6 20 5 5q0-2 2-1l8 6q5-1.400 10 0l8-6q2-1 2 1l-1 15c1 10-6 16-14 16S5 30 6 20Z" fill="#b8441c"/>
<path d="M13 19v4m14-4v4" stroke="#fffaf1" stroke-width="3" stroke-linecap="round"/><path d="M17.500 27h5L20 30Z" fill="#fffaf1"/></svg>`;
