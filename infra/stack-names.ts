/** How the stacks of an installation are called. WAF's is in us-east-1 wherever the others are, so its name says whose it is. */
export const stackNames = (name: string, region: string | undefined) => ({
  core: `${name}Core`,
  edge: `${name}Edge`,
  firewall: `${name}Firewall${region === undefined ? '' : `-${region}`}`,
});
