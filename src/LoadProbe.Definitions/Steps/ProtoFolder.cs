using Google.Protobuf.Reflection;

namespace LoadProbe.Definitions;

/// <summary>The files that a .proto imports: of a kind and size that can be read, else a mistake.</summary>
internal sealed class ProtoFolder(Place at, Mistakes mistakes) : IFileSystem
{
    private const long MostBytes = 1 << 20;
    private const int Deepest = 64;

    public bool Exists(string path) => Reach.HasFile(path);

    public TextReader OpenText(string path) => new StringReader(Read(path) ?? "");

    /// <summary>Null = it cannot be read, and that was said.</summary>
    public string? Read(string path)
    {
        string? text = TextFile.Read(path, MostBytes, out string? fault);
        if (text is not null && Depth(text) > Deepest) fault = $"has more than {Deepest} levels within each other";
        if (fault is null) return text;
        mistakes.Add(at, $"proto {Quote.Line(path)} {fault}");
        return null;
    }

    private static int Depth(string text)
    {
        int depth = 0, deepest = 0;
        foreach (char c in text)
        {
            if (c is '{' or '[' or '(' or '<') deepest = Math.Max(deepest, ++depth);
            else if (c is '}' or ']' or ')' or '>') depth--;
        }

        return deepest;
    }
}
