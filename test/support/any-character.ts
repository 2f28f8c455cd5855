import * as fc from 'fast-check';

/** Any code point, half a pair included. The library's own `binary` takes a second to set up. */
export const anyCharacter = fc.oneof(
  fc.nat({ max: 0x7f }).map((code) => String.fromCodePoint(code)),
  fc.nat({ max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0xd8_00, max: 0xdf_ff }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x20_00, max: 0x20_6f }).map((code) => String.fromCharCode(code)),
);
