using System.Globalization;

namespace LoadProbe.Capture;

/// <summary>Lays the rows of a ladder out in columns as wide as they need to be, and wraps the words in what is left.</summary>
internal sealed class LadderRows(int width, int leastWords)
{
    private static readonly string[] Headings = ["time", "gap", "", "flags", "seq", "ack", "bytes", "window"];
    private readonly List<(string[] Cells, string Words, bool Trouble)> rows = [];

    public void Add(in TracedPacket packet, long since, long? gap) => rows.Add((
        [
            (since / 1e9).ToString("0.000000", CultureInfo.InvariantCulture), gap is { } known ? Nanoseconds.Text(known) : "", packet.FromClient ? "→" : "←", Flags(packet.Flags),
            Number(packet.Sequence), packet.Acknowledgement < 0 ? "" : Number(packet.Acknowledgement), Number(packet.Length), packet.Scaled ? Number(packet.Window) : $"{packet.Window}?",
        ],
        PacketWords.Of(packet), packet.Trouble));

    /// <summary>So many packets are not there.</summary>
    public void Leave(long packets, long trouble, long payload)
    {
        if (packets == 0) return;
        string what = trouble > 0 ? string.Create(CultureInfo.InvariantCulture, $"{trouble:#,0} of them with findings there is no room for") : "nothing remarkable";
        rows.Add(([], string.Create(CultureInfo.InvariantCulture, $"… {packets:#,0} {(packets == 1 ? "packet" : "packets")}{(payload > 0 ? " of payload" : "")}, {what}"), trouble > 0));
    }

    public IReadOnlyList<LadderLine> Write()
    {
        int[] widths = [.. Headings.Select(heading => heading.Length)];
        foreach ((string[] cells, _, _) in rows)
            for (int i = 0; i < cells.Length; i++) widths[i] = Math.Max(widths[i], cells[i].Length);
        List<LadderLine> lines = [new(Row(Headings, widths), false)];
        foreach ((string[] cells, string words, bool trouble) in rows)
            lines.Add(new LadderLine(cells.Length == 0 ? words : Wrapped(Row(cells, widths), words), trouble));
        return lines;
    }

    private static string Row(string[] cells, int[] widths) =>
        string.Join(' ', cells.Select((cell, i) => i == 3 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])));

    private string Wrapped(string row, string words)
    {
        if (words.Length == 0) return row.TrimEnd();
        int room = width - row.Length - 2;
        // Where the numbers leave too little, the words stand below them.
        bool below = room < leastWords;
        int indent = below ? 4 : row.Length + 2;
        if (below) room = width - indent;
        string[] parts = [.. Wrap(words, room)];
        return (below ? row.TrimEnd() + Environment.NewLine + new string(' ', indent) : row + "  ") + string.Join(Environment.NewLine + new string(' ', indent), parts);
    }

    private static IEnumerable<string> Wrap(string words, int room)
    {
        while (words.Length > room)
        {
            int space = words.LastIndexOf(' ', room);
            int cut = space > room / 2 ? space : room;
            yield return words[..cut].TrimEnd();
            words = words[cut..].TrimStart();
        }
        yield return words;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As tcpdump writes them.
    private static string Flags(TcpFlags flags)
    {
        Span<char> letters = stackalloc char[5];
        int count = 0;
        foreach ((TcpFlags flag, char letter) in (ReadOnlySpan<(TcpFlags, char)>)[(TcpFlags.Syn, 'S'), (TcpFlags.Fin, 'F'), (TcpFlags.Reset, 'R'), (TcpFlags.Push, 'P'), (TcpFlags.Ack, 'A')])
            if ((flags & flag) != 0) letters[count++] = letter;
        return count == 0 ? "-" : new string(letters[..count]);
    }
}
