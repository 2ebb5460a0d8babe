namespace LoadProbe.Controller;

/// <summary>A run as a store keeps it.</summary>
/// <param name="Orders">Said when it begins, and kept from then on; see <see cref="StoredJson"/>.</param>
internal sealed record RunRow(string Id, string Scenario, long Started, string State, string? Verdict, string Json, long Epoch, byte[]? Orders)
{
    /// <summary>Its newest state counts, but that of a controller that leads no more.</summary>
    public const string Save =
        """
        INSERT INTO run (id, scenario, started, state, verdict, json, epoch, orders) VALUES (@Id, @Scenario, @Started, @State, @Verdict, @Json, @Epoch, @Orders)
        ON CONFLICT (id) DO UPDATE SET started = @Started, state = @State, verdict = @Verdict, json = @Json, epoch = @Epoch, orders = coalesce(@Orders, run.orders) WHERE run.epoch <= @Epoch
        """;

    public static RunRow Of(RunReport run, RunOrders? orders = null) => new(run.Id, run.Scenario.Name, Micros.Of(run.Started), run.State.Word(), run.Verdict?.ToString().ToLowerInvariant(), RunJson.Text(run),
        run.Epoch, orders is null ? null : StoredJson.Write(orders));
}
