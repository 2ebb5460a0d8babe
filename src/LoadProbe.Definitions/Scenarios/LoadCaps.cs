using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>Rates and users of a load profile, held against what the target agrees to.</summary>
internal sealed class LoadCaps(Target? target)
{
    public double? Rate(Fields fields, string key, bool zero = false)
    {
        double? rate = fields.Rate(key, zero);
        if (Excess(rate) is { } excess) fields.Mistakes.Add(fields[key]!.At, $"{key} {Quote.Bare(fields.Text(key)!)} {excess}");
        return rate;
    }

    public int? Users(Fields fields, string key, int min = 1)
    {
        int? users = fields.Whole(key, min, PhaseKeys.MostUsers);
        if (Excess(users) is { } excess) fields.Mistakes.Add(fields[key]!.At, $"{key} {users} {excess}");
        return users;
    }

    /// <summary>What is wrong with a rate, arrivals a second; null when the target agrees to it.</summary>
    public string? Excess(double? rate)
    {
        if (!(rate > target?.Caps.Rate)) return null;
        string cap = string.Create(CultureInfo.InvariantCulture, $"{target.Caps.Rate}/s");
        return $"is above what target {Quote.Bare(target.Name)} agrees to, caps.rate {cap}: make it at most {cap}";
    }

    /// <summary>What is wrong with a number of users; null when the target agrees to it.</summary>
    public string? Excess(int? users) =>
        users > target?.Caps.InFlight ? $"is above what target {Quote.Bare(target.Name)} agrees to, caps.in_flight {target.Caps.InFlight}: make it at most that" : null;
}
