import { Resvg } from '@resvg/resvg-js';

/** Directories of plugins and extensions ask for a square of at least 512 pixels. */
const SIDE_PIXELS = 512;

/** PNG of a square drawing. */
export function renderIcon(svg: string): Uint8Array {
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'width', value: SIDE_PIXELS },
    // There is no text in it, and the fonts of this machine should not matter.
    font: { loadSystemFonts: false },
  });
  return drawing.render().asPng();
}
