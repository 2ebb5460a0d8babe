using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>Who leads, as a document.</summary>
internal static class LeaderJson
{
    /// <param name="leader">What the store says.</param>
    /// <param name="epoch">In which this controller leads; null = it stands by.</param>
    public static string Text((string Holder, long Epoch, bool Leads)? leader, long? epoch) =>
        JsonSerializer.Serialize(new { leading = epoch is not null, epoch = epoch ?? leader?.Epoch, leader = leader is { Leads: true } now ? now.Holder : null });
}
