import ts from 'typescript';

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: false });

/** Whether a member is not public: `#private`, `private`, or marked `@internal`. */
function isHidden(member: ts.ClassElement): boolean {
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return true;
  const flags = ts.getCombinedModifierFlags(member);
  if ((flags & ts.ModifierFlags.Private) !== 0) return true;
  return ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

function withoutHidden(node: ts.Node): ts.Node {
  if (!ts.isClassDeclaration(node)) return node;
  const { modifiers, name, typeParameters, heritageClauses, members } = node;
  return ts.factory.updateClassDeclaration(
    node,
    modifiers,
    name,
    typeParameters,
    heritageClauses,
    members.filter((member) => !isHidden(member)),
  );
}

/**
 * The declarations of an exported symbol, as in its `.d.ts` but without comments, private members
 * and paths.
 *
 * @param name - The name that it is exported under.
 */
export function declarationText(name: string, symbol: ts.Symbol): string {
  const texts = (symbol.declarations ?? []).map((declaration) => {
    // A `const a: T` is declared by its statement, two levels up.
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    const text = printer.printNode(
      ts.EmitHint.Unspecified,
      withoutHidden(node),
      declaration.getSourceFile(),
    );
    return text.replace(/^export (declare )?/, '');
  });
  if (texts.length === 0) throw new Error(`${name} has no declaration`);
  return (symbol.name === name ? texts : [`// exported as ${name}`, ...texts]).join('\n');
}
