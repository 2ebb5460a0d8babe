using System.Text;
using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>The entries of a HAR (HTTP archive, 1.1 and 1.2). Its bytes are held, and one entry at a time is taken apart.</summary>
internal sealed record HarFile(IReadOnlyList<HarEntry> Entries, int Unreadable)
{
    private const int MostBytes = 256 << 20;
    private const int MostEntries = 100_000;

    public static Loaded<HarFile> Load(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle? handle = TextFile.Open(path, out string? fault);
            if (handle is null) return Wrong(path, 1, 1, fault!);
            if (RandomAccess.GetLength(handle) > MostBytes) return Wrong(path, 1, 1, $"is larger than {MostBytes >> 20} MiB: record a shorter session, or save it without the content of images");
            return Read(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Wrong(path, 1, 1, $"cannot be read: {Quote.Line(e.Message)}");
        }
    }

    private static Loaded<HarFile> Read(string path, byte[] bytes)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow });
        try
        {
            if (!Enter(ref reader, "log")) return At(path, text, reader.TokenStartIndex, "is no HAR: there is no \"log\" in it. Save one in the browser's network tools (\"Save all as HAR\")");
            if (reader.TokenType != JsonTokenType.StartObject) return At(path, text, reader.TokenStartIndex, "\"log\" is no object: is this a HAR?");
            if (!Enter(ref reader, "entries", isInside: true) || reader.TokenType != JsonTokenType.StartArray) return At(path, text, reader.TokenStartIndex, "is no HAR: its log has no list of \"entries\"");
            var entries = new List<HarEntry>();
            int unreadable = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (entries.Count + unreadable == MostEntries) return At(path, text, reader.TokenStartIndex, $"more than {MostEntries} entries: record a shorter session");
                using JsonDocument entry = JsonDocument.ParseValue(ref reader);
                if (HarEntryReader.Read(entry.RootElement) is { } read) entries.Add(read);
                else unreadable++;
            }

            while (reader.Read()) reader.Skip();
            return new Loaded<HarFile>(new HarFile(InOrder(entries), unreadable), []);
        }
        catch (JsonException e)
        {
            return Wrong(path, (int)(e.LineNumber ?? 0) + 1, (int)Math.Min(int.MaxValue - 1, e.BytePositionInLine ?? 0) + 1, $"not JSON: {Quote.Line(e.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.'))}");
        }
        catch (InvalidOperationException)
        {
            return At(path, text, reader.TokenStartIndex, "is not UTF-8 text");
        }
    }

    // Stands at the value of the key afterwards.
    private static bool Enter(ref Utf8JsonReader reader, string key, bool isInside = false)
    {
        if (!isInside && !reader.Read()) return false;
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(key);
            if (!reader.Read()) return false;
            if (found) return true;
            reader.Skip();
        }

        return false;
    }

    // Some programs write entries as they end.
    private static List<HarEntry> InOrder(List<HarEntry> entries) => entries.All(e => e.Started is not null) ? [.. entries.OrderBy(e => e.Started)] : entries;

    private static Loaded<HarFile> At(string path, ReadOnlySpan<byte> text, long index, string message)
    {
        ReadOnlySpan<byte> before = text[..(int)Math.Clamp(index, 0, text.Length)];
        return Wrong(path, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), message);
    }

    private static Loaded<HarFile> Wrong(string path, int line, int column, string message) => new(null, [new Mistake(new Place(path, line, column), message)]);
}
