namespace LoadProbe.Core;

/// <summary>A value that is used and never shown, or the file that it is read from at each probe.</summary>
public sealed class BlackboxSecret
{
    /// <summary>What stands in its place wherever it would be shown.</summary>
    public const string Shown = "<secret>";

    private readonly string? _text;

    private BlackboxSecret(string? text, string? file) => (_text, File) = (text, file);

    /// <summary>As the file was named; null when the value stands in the configuration.</summary>
    public string? File { get; }

    public static BlackboxSecret Of(string text) => new(text, null);

    public static BlackboxSecret FromFile(string path) => new(null, path);

    /// <summary>The value itself, without the white space around a file's; null when the file is not to be had.</summary>
    public string? Read(ISecretStore secrets) => _text ?? secrets.Read(new SecretReference(TemplatePartKind.SecretFromFile, File!))?.Trim();

    public override string ToString() => File ?? Shown;
}
