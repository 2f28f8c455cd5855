import { requireChromium } from '../support/chromium.ts';

/** Once, before several files look for it at the same time. */
export default function setUp(): void {
  process.env['CHROMIUM'] = requireChromium();
}
