import packageJson from '../../package.json' with { type: 'json' };

/** What the manifests say of the product: package.json says it first, and nowhere else is it written by hand. */
export interface Product {
  /** On npm. */
  readonly packageName: string;
  /** In the MCP registry. */
  readonly registryName: string;
  readonly version: string;
  /** At most 100 characters: the MCP registry takes no more. */
  readonly description: string;
  readonly author: string;
  readonly homepage: string;
  readonly license: string;
  readonly keywords: readonly string[];
  /** A semver range. */
  readonly nodeRange: string;
}

export const PRODUCT: Product = {
  packageName: packageJson.name,
  registryName: packageJson.mcpName,
  version: packageJson.version,
  description: packageJson.description,
  author: packageJson.author,
  homepage: packageJson.homepage,
  license: packageJson.license,
  keywords: packageJson.keywords,
  nodeRange: packageJson.engines.node,
};

/** Name of the plugin, of the extension, of the server in them and of the skill. */
export const NAME = 'deepseek';
export const TITLE = 'DeepSeek';

/** Paths in the repository, and in each package that is made from it. */
export const SERVER_PATH = 'dist/bin.js';
export const SKILL_PATH = 'skill/deepseek';
/** The drawing is in the npm package; its picture, made from it, is where a client takes nothing else. */
export const DRAWING_PATH = 'assets/icon.svg';
export const ICON_PATH = 'assets/icon.png';
