using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>
/// One value in a JSON document: the part of JSONPath (RFC 9535) that names a single place: <c>$.a.b</c>,
/// <c>$['a b']</c>, <c>$.list[0]</c>, <c>$.list[-1]</c>, and <c>.length()</c> at the end for the size of a list,
/// object or text.
/// </summary>
public sealed class JsonPath
{
    private readonly IReadOnlyList<Segment> _segments;
    private readonly bool _length;

    private JsonPath(string source, IReadOnlyList<Segment> segments, bool length)
    {
        Source = source;
        _segments = segments;
        _length = length;
    }

    public string Source { get; }

    /// <summary>Reads a path; null when it is not one.</summary>
    public static JsonPath? Parse(string source)
    {
        if (source.Length == 0 || source[0] != '$') return null;
        var segments = new List<Segment>();
        ReadOnlySpan<char> rest = source.AsSpan(1);
        bool length = rest.EndsWith(".length()");
        if (length) rest = rest[..^".length()".Length];
        while (!rest.IsEmpty)
        {
            int used = rest[0] switch
            {
                '.' => Member(rest, segments),
                '[' => Bracket(rest, segments),
                _ => 0,
            };
            if (used == 0) return null;
            rest = rest[used..];
        }

        return new JsonPath(source, segments, length);
    }

    /// <summary>The value as text (strings without quotes, the rest as JSON); null when there is none.</summary>
    public string? Read(JsonElement document)
    {
        try
        {
            return ValueIn(document);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is allowed in JSON, but is no text: whoever sent it sent no value.
            return null;
        }
    }

    public override string ToString() => Source;

    private string? ValueIn(JsonElement document)
    {
        JsonElement at = document;
        foreach (Segment segment in _segments)
        {
            if (segment.Name is { } name)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
            }
            else
            {
                if (at.ValueKind != JsonValueKind.Array) return null;
                int index = segment.Index < 0 ? at.GetArrayLength() + segment.Index : segment.Index;
                if (index < 0 || index >= at.GetArrayLength()) return null;
                at = at[index];
            }
        }

        if (_length) return Length(at)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Undefined => null,
            _ => at.GetRawText(),
        };
    }

    private static int? Length(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Array => at.GetArrayLength(),
        JsonValueKind.Object => at.EnumerateObject().Count(),
        JsonValueKind.String => at.GetString()!.Length,
        _ => null,
    };

    private static int Member(ReadOnlySpan<char> rest, List<Segment> segments)
    {
        int end = 1;
        while (end < rest.Length && rest[end] is not ('.' or '[')) end++;
        if (end == 1 || rest[1..end].ContainsAny("*?@() ")) return 0;
        segments.Add(new Segment(rest[1..end].ToString(), 0));
        return end;
    }

    private static int Bracket(ReadOnlySpan<char> rest, List<Segment> segments)
    {
        if (rest.Length > 2 && rest[1] is '\'' or '"')
        {
            int close = rest[2..].IndexOf([rest[1], ']']);
            if (close < 0) return 0;
            segments.Add(new Segment(rest[2..(2 + close)].ToString(), 0));
            return close + 4;
        }

        int end = rest.IndexOf(']');
        if (end < 0 || !int.TryParse(rest[1..end], System.Globalization.CultureInfo.InvariantCulture, out int index)) return 0;
        segments.Add(new Segment(null, index));
        return end + 1;
    }

    private readonly record struct Segment(string? Name, int Index);
}
