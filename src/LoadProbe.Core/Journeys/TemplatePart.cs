namespace LoadProbe.Core;

/// <summary>A piece of a template: text, or the name of what goes there.</summary>
public readonly record struct TemplatePart(TemplatePartKind Kind, string Value);

/// <summary>What a piece of a template is.</summary>
public enum TemplatePartKind : byte
{
    Text,
    Variable,
    SecretFromEnvironment,
    SecretFromFile,
}
