import path from 'node:path';
import { codeBlocks, type CodeBlock } from './code-blocks.ts';

/** The code of an answer, or why it is not clear which it is; a sentence without its subject. */
export type CodeOnly = { readonly code: string; readonly problem?: never } | { readonly problem: string };

/**
 * The one code block of an answer, or the one whose language is that of the file. Nothing is guessed: what two blocks
 * of one language are together, only the model knows.
 *
 * @param name - The file that the code is for.
 */
export function codeOnly(text: string, name: string): CodeOnly {
  const all = codeBlocks(text);
  if (!all) return { problem: 'has a code block that is not closed' };
  const blocks = all.filter(({ code }) => code.trim());
  if (blocks.length === 0) return { problem: 'has no code block' };
  const languages = languagesOf(name);
  const fitting = blocks.length === 1 ? blocks : blocks.filter(({ language }) => languages.has(language));
  const [fit] = fitting;
  if (!fit || fitting.length > 1) {
    const which = fit ? `${fitting.length} of them` : 'none of them';
    return {
      problem: `has ${blocks.length} code blocks, and ${which} in the language of ${path.basename(name)}`,
    };
  }
  if (isAbout(fit, name, languages)) {
    return {
      problem: `has one code block, in ${fit.language}, which is not the language of ${path.basename(name)}`,
    };
  }
  if (mayGoOn(fit, all)) return { problem: 'has fences without a language that may be a part of its code' };
  return { code: fit.code };
}

/**
 * Whether a fence without a language follows that is like the one that closed the block. Then those two may be a
 * block within the code, as in a README file or a long string, and the code goes on behind them.
 */
function mayGoOn(block: CodeBlock, all: readonly CodeBlock[]): boolean {
  const later = all.slice(all.indexOf(block) + 1);
  return later.some(({ language, marker }) => language === '' && marker.startsWith(block.marker));
}

/** Commands and changes are about a file: they are its content only where its name says so. */
const ABOUT_FILES = new Set(
  'bash bat cmd console diff fish patch powershell sh sh-session shell shell-session terminal zsh'.split(' '),
);
const SOURCE =
  /^(?:astro|clj|css|dart|erl|fs|html|java|less|lua|php|r|sass|scala|scss|sql|svelte|swift|toml|vue|xml|zig)$/;
const DOCUMENT = /^(?:md|mdx|markdown)$/;

/**
 * Whether the one block of an answer is not the file but something that is said about it: commands beside source
 * code, or an example within a document that was not put into a fence itself.
 */
function isAbout({ language }: CodeBlock, name: string, languages: ReadonlySet<string>): boolean {
  if (language === '' || languages.has(language)) return false;
  const extension = path.extname(name).slice(1).toLowerCase();
  if (DOCUMENT.test(extension)) return !/^(?:te?xt|plain(?:text)?)$/.test(language);
  return ABOUT_FILES.has(language) && (SOURCE.test(extension) || Object.hasOwn(LANGUAGES, extension));
}

/** What models write after a fence, by the extension of the file. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  bash: ['sh', 'shell', 'zsh'],
  c: ['h'],
  cc: ['cpp', 'c++'],
  cjs: ['js', 'javascript', 'node'],
  cpp: ['c++', 'cc', 'cxx'],
  cs: ['csharp', 'c#'],
  cts: ['ts', 'typescript'],
  dockerfile: ['docker'],
  ex: ['elixir'],
  go: ['golang'],
  h: ['c', 'cpp', 'c++'],
  hpp: ['cpp', 'c++'],
  hs: ['haskell'],
  htm: ['html'],
  js: ['javascript', 'node', 'jsx'],
  json: ['jsonc', 'json5'],
  jsonc: ['json'],
  jsx: ['javascript', 'js', 'javascriptreact'],
  kt: ['kotlin'],
  makefile: ['make', 'mk'],
  md: ['markdown', 'mdx'],
  mdx: ['markdown', 'md'],
  mjs: ['js', 'javascript', 'node'],
  mts: ['ts', 'typescript'],
  pl: ['perl'],
  ps1: ['powershell', 'pwsh'],
  py: ['python', 'python3'],
  rb: ['ruby'],
  rs: ['rust'],
  sh: ['bash', 'shell', 'zsh', 'console'],
  svg: ['xml'],
  tf: ['hcl', 'terraform'],
  ts: ['typescript', 'tsx'],
  tsx: ['typescript', 'ts', 'typescriptreact'],
  txt: ['text', 'plain', 'plaintext'],
  yaml: ['yml'],
  yml: ['yaml'],
};

function languagesOf(name: string): ReadonlySet<string> {
  const base = path.basename(name).toLowerCase();
  const extension = path.extname(base).slice(1) || base;
  return new Set([extension, ...(LANGUAGES[extension] ?? [])]);
}
