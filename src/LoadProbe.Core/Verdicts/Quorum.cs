using System.Globalization;

namespace LoadProbe.Core;

/// <summary>How many of those that can vote must agree: so many, or a share of them.</summary>
public sealed record Quorum
{
    private Quorum(int voters, double? share) => (Voters, Share) = (voters, share);

    public static Quorum One { get; } = Of(1);

    /// <summary>As many; without meaning when there is a <see cref="Share"/>.</summary>
    public int Voters { get; }

    /// <summary>Of those that can vote, above 0 and at most 1; null = <see cref="Voters"/> of them.</summary>
    public double? Share { get; }

    public string Text => Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%") : Voters.ToString(CultureInfo.InvariantCulture);

    public static Quorum Of(int voters) => new(voters, null);

    public static Quorum OfShare(double share) => new(0, share);

    /// <summary>How many that is of so many voters: at least one, and never more than there are.</summary>
    public int Needs(int voters)
    {
        // A tenth of 30 is 3, and not 4 by what a double leaves over.
        double wanted = Share is { } share ? Math.Ceiling(Math.Round(share * voters, 9)) : Voters;
        return (int)Math.Max(1, Math.Min(wanted, voters));
    }
}
