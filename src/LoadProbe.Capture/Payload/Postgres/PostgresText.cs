using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture;

/// <summary>What stands in messages of PostgreSQL.</summary>
internal static class PostgresText
{
    private const int LongestStatement = 200;
    private const uint Version3 = 0x00030000, Cancel = 80877102, Tls = 80877103, Gss = 80877104;
    private const int LongestStartup = 10_000;

    /// <summary>The code of a client's first message; 0 when it is none.</summary>
    public static bool StartsConversation(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 8 || BinaryPrimitives.ReadUInt32BigEndian(payload) is < 8 or > LongestStartup) return false;
        return BinaryPrimitives.ReadUInt32BigEndian(payload[4..]) is Cancel or Tls or Gss or (>= Version3 and <= Version3 + 99);
    }

    public static bool AsksForEncryption(ReadOnlySpan<byte> startup) =>
        startup.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(startup) is Tls or Gss;

    public static bool IsCancel(ReadOnlySpan<byte> startup) => startup.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(startup) == Cancel;

    public static bool IsType(bool client, byte type) => client ? "QPBDECFSHXcdfp"u8.Contains(type) : "RSKZTDCEN123nstIAGHWvVcd"u8.Contains(type);

    /// <summary>The bytes before the next zero, and what is behind it.</summary>
    public static ReadOnlySpan<byte> Text(ref ReadOnlySpan<byte> body)
    {
        int end = body.IndexOf((byte)0);
        ReadOnlySpan<byte> text = end < 0 ? body : body[..end];
        body = end < 0 ? default : body[(end + 1)..];
        return text;
    }

    /// <summary>The first word of a statement in capitals.</summary>
    public static string? Verb(string statement)
    {
        int start = 0;
        while (start < statement.Length && !char.IsAsciiLetter(statement[start])) start++;
        int end = start;
        while (end < statement.Length && char.IsAsciiLetter(statement[end])) end++;
        return end > start ? statement[start..end].ToUpperInvariant() : null;
    }

    /// <summary>A statement without what was asked for: texts and numbers are question marks, blanks are one.</summary>
    public static string Statement(ReadOnlySpan<byte> bytes)
    {
        string sql = Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder();
        for (int at = 0; at < sql.Length && text.Length < LongestStatement;)
        {
            char c = sql[at];
            if (c == '\'' || (c == '$' && DollarQuote(sql, at) > 0))
            {
                at = c == '\'' ? AfterQuote(sql, at) : AfterDollars(sql, at);
                text.Append('?');
            }
            else if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
                at++;
            }
            else if (char.IsAsciiDigit(c) && (text.Length == 0 || !IsName(text[^1])))
            {
                while (at < sql.Length && (char.IsAsciiLetterOrDigit(sql[at]) || sql[at] is '.' or '_')) at++;
                text.Append('?');
            }
            else
            {
                text.Append(c);
                at++;
            }
        }
        return text.ToString().TrimEnd();
    }

    // A parameter ($1) is a name, and no number.
    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '"';

    private static int AfterQuote(string sql, int at)
    {
        bool escapes = at > 0 && sql[at - 1] is 'e' or 'E';
        for (int i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\' && escapes) i++;
            else if (sql[i] == '\'' && i + 1 < sql.Length && sql[i + 1] == '\'') i++;
            else if (sql[i] == '\'') return i + 1;
        }
        return sql.Length;
    }

    // Length of $tag$ there, or 0.
    private static int DollarQuote(string sql, int at)
    {
        int end = at + 1;
        while (end < sql.Length && (char.IsLetter(sql[end]) || sql[end] == '_' || (end > at + 1 && char.IsDigit(sql[end])))) end++;
        return end < sql.Length && sql[end] == '$' ? end + 1 - at : 0;
    }

    private static int AfterDollars(string sql, int at)
    {
        string tag = sql.Substring(at, DollarQuote(sql, at));
        int close = sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }
}
