/** Modules of Python's library that give an app more than it may have, by the rule of policy.yaml that says so. */
const ruled: Readonly<Record<string, readonly string[]>> = {
  'shell-python': [
    'subprocess',
    '_posixsubprocess',
    'pty',
    'multiprocessing',
    '_multiprocessing',
    'concurrent.futures.process',
    'asyncio.subprocess',
    'posix',
    'nt',
    'signal',
    'runpy',
    'pdb',
    'venv',
    'ensurepip',
    'webbrowser',
    'antigravity',
  ],
  'native-code': ['ctypes', '_ctypes', 'mmap', 'fcntl', 'resource', 'gc', 'zipimport'],
  'raw-network': [
    'socket',
    '_socket',
    'socketserver',
    'ssl',
    '_ssl',
    'select',
    'selectors',
    'asyncio.streams',
    'ftplib',
    'telnetlib',
    'smtplib',
    'smtpd',
    'poplib',
    'imaplib',
    'nntplib',
  ],
  'network-module': ['http.client', 'urllib.request', 'xmlrpc', 'asyncore', 'asynchat'],
  'file-access': [
    'shutil',
    'tempfile',
    'glob',
    'fileinput',
    'dbm',
    'shelve',
    'linecache',
    'zipfile',
    'tarfile',
    '_io',
  ],
  'import-computed': ['importlib', 'imp', 'pkgutil'],
  'eval-python': ['pickle', '_pickle', 'marshal', 'code', 'codeop'],
};
const ruleOfName = new Map(
  Object.entries(ruled).flatMap(([rule, modules]) => modules.map((name) => [name, rule] as const)),
);
/** All else that comes with Python and that an app may use. */
const plain = new Set(
  `__future__ abc aifc atexit argparse array ast asyncio base64 binascii bisect bz2 calendar cgi cgitb chunk cmath cmd codecs collections colorsys
  concurrent configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis doctest email encodings enum errno
  faulthandler filecmp fnmatch fractions functools getopt getpass gettext graphlib gzip hashlib heapq hmac html http imghdr
  inspect io ipaddress itertools json keyword locale logging lzma mailbox math mimetypes modulefinder numbers opcode operator optparse os
  pathlib platform plistlib pprint profile pstats py_compile queue quopri random re reprlib rlcompleter sched secrets shlex site sndhdr sqlite3
  stat statistics string stringprep struct sys sysconfig tabnanny textwrap this threading time timeit token tokenize tomllib trace
  traceback tracemalloc types typing unicodedata unittest urllib uu uuid warnings wave weakref wsgiref xml zlib zoneinfo builtins`.split(
    /\s+/,
  ),
);

/** The rule that importing a module breaks, by its longest name that is listed; undefined for a plain one. */
export function ruleOfPythonModule(module: string): string | undefined {
  const parts = module.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const rule = ruleOfName.get(parts.slice(0, length).join('.'));
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** True for a module that comes with Python. */
export function isPythonLibrary(module: string): boolean {
  const [first] = module.split('.') as [string];
  return plain.has(first) || ruleOfPythonModule(module) !== undefined;
}

/** What of a module is more than an app may have: functions that start, end or read something of the machine. */
const ruledNames: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  os: [
    [
      'shell-python',
      /^(?:system|popen|startfile|fork|forkpty|posix_spawnp?|exec[lv]p?e?|spawn[lv]p?e?|kill|killpg|abort|_exit|pidfd_open|set[ug]id|setsid)$/,
    ],
    ['environment-read-python', /^(?:environb?|getenvb?|putenv|unsetenv)$/],
    [
      'file-access',
      /^(?:open|fdopen|listdir|scandir|walk|fwalk|remove|unlink|rmdir|removedirs|mkdir|makedirs|rename|renames|replace|link|symlink|readlink|chmod|chown|chdir|chroot|stat|lstat|truncate|mkfifo|mknod|utime)$/,
    ],
  ],
  sys: [
    ['native-code', /^(?:_getframe|settrace|setprofile|meta_path|path_hooks)$/],
    ['import-computed', /^modules$/],
  ],
  io: [['file-access', /^(?:open|open_code|FileIO)$/]],
  // Each opens whatever file it is told.
  codecs: [['file-access', /^open$/]],
  gzip: [['file-access', /^(?:open|GzipFile)$/]],
  bz2: [['file-access', /^(?:open|BZ2File)$/]],
  lzma: [['file-access', /^(?:open|LZMAFile)$/]],
  wave: [['file-access', /^open$/]],
  tokenize: [['file-access', /^open$/]],
  logging: [['file-access', /^FileHandler$/]],
  // Each runs code that it is given as a text or an object of it.
  timeit: [['eval-python', /^(?:timeit|repeat|Timer)$/]],
  profile: [['eval-python', /^(?:run|runctx|Profile)$/]],
  trace: [['eval-python', /^Trace$/]],
  types: [['eval-python', /^(?:FunctionType|LambdaType|CodeType)$/]],
  builtins: [
    ['eval-python', /^(?:eval|exec|compile)$/],
    ['file-access', /^open$/],
    ['import-computed', /^__import__$/],
  ],
  asyncio: [
    ['shell-python', /^create_subprocess_(?:exec|shell)$/],
    ['raw-network', /^(?:open_connection|start_server|open_unix_connection|start_unix_server)$/],
  ],
  pathlib: [['file-access', /^(?:Path|PosixPath|WindowsPath)$/]],
  urllib: [['network-module', /^request$/]],
  http: [['network-module', /^client$/]],
  'concurrent.futures': [['shell-python', /^(?:process|ProcessPoolExecutor)$/]],
  'logging.handlers': [
    ['raw-network', /^(?:Socket|Datagram|SMTP|HTTP|SysLog)Handler$/],
    ['file-access', /^(?:RotatingFile|TimedRotatingFile|WatchedFile)Handler$/],
  ],
};

/** Names by which any object leads to what Python keeps for itself, wherever they are picked. */
const innerNames: ReadonlyMap<string, string> = new Map([
  ...['__import__', '__builtins__', '__loader__', '__spec__'].map(
    (name) => [name, 'import-computed'] as const,
  ),
  ...['__subclasses__', '__globals__'].map((name) => [name, 'native-code'] as const),
  ...['f_back', 'f_builtins', 'f_globals', 'f_locals', 'tb_frame', 'gi_frame', 'cr_frame', 'ag_frame'].map(
    (name) => [name, 'native-code'] as const,
  ),
]);

/** The rule that picking such a name out of anything breaks. */
export const ruleOfInnerName = (name: string): string | undefined => innerNames.get(name);

/** The rule that a built-in function breaks, by the name that every module has it under. */
export function ruleOfPythonBuiltin(name: string): string | undefined {
  return ruledNames.builtins?.find(([, names]) => names.test(name))?.[0];
}

/** What modules import for themselves, and hand on to whoever asks: `logging.os`. */
const carried = /^_?(?:os|sys|io|subprocess|socket|builtins|importlib)$/;

/** The rule that taking a name out of a module breaks. */
export function ruleOfPythonName(module: string, name: string): string | undefined {
  const own = ruledNames[module]?.find(([, names]) => names.test(name))?.[0];
  if (own === undefined && carried.test(name) && isPythonLibrary(module)) return 'import-computed';
  return own ?? ruleOfPythonModule(`${module}.${name}`);
}

/**
 * The rule that `a.b.c` breaks, of which some first part is a module: what each further name picks counts, and a module that another one has
 * imported for itself is that module: `json.codecs.open`.
 */
export function ruleOfPythonUse(dotted: string): string | undefined {
  const names = dotted.split('.');
  for (let at = 1; at < names.length; at += 1) {
    const name = names[at] as string;
    const module = names.slice(0, at).join('.');
    const rule =
      ruleOfPythonModule(module) ??
      ruleOfPythonName(module, name) ??
      ruleOfPythonName(names[at - 1] as string, name);
    if (rule !== undefined) return rule;
  }
  return ruleOfPythonModule(dotted);
}

/** True for a module of which an app may have some things and not others, so that it must say which. */
export const hasRuledNames = (module: string): boolean => Object.hasOwn(ruledNames, module);
