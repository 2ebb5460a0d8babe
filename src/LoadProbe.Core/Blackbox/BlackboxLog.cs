using System.Globalization;

namespace LoadProbe.Core;

/// <summary>What a probe says of itself while it runs, for <c>debug=true</c> and the pages of the last runs; bounded.</summary>
public sealed class BlackboxLog(TimeProvider time)
{
    private const int Most = 1_000;

    private readonly List<string> _lines = [];

    /// <summary>Oldest first, each with its instant.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Lines that were not kept, as there were too many.</summary>
    public int Dropped { get; private set; }

    public void Say(string line)
    {
        if (_lines.Count < Most) _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}"));
        else Dropped++;
    }
}
