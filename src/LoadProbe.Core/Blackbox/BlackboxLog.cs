using System.Globalization;

namespace LoadProbe.Core;

/// <summary>What a probe says of itself while it runs, for <c>debug=true</c> and the pages of the last runs; bounded.</summary>
public sealed class BlackboxLog(TimeProvider time)
{
    private const int Most = 1_000, MostCharacters = 1 << 16;

    private readonly List<string> _lines = [];
    private int _room = MostCharacters;

    /// <summary>Oldest first, each with its instant.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Lines that were not kept, as there were too many.</summary>
    public int Dropped { get; private set; }

    public void Say(string line)
    {
        // What a target says may be long, and many probes are remembered.
        if (_lines.Count < Most && (_room -= line.Length) >= 0) _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}"));
        else Dropped++;
    }
}
