using System.Text.Json;

namespace LoadProbe.DemoBroker;

/// <summary>A row of the table orders, in the types SQLite has.</summary>
internal sealed record OrderRow(
    string Id, string User, string State, string Symbol, string Side, long Quantity, long FilledQuantity, long PriceCents, long AcceptedMs)
{
    public static OrderRow From(OrderEntry entry)
    {
        var order = entry.Order;
        return new OrderRow(
            order.Id, entry.User, Word(order.State), order.Symbol, Word(order.Side), order.Quantity, order.FilledQuantity,
            (long)(order.Price * 100), order.Accepted.ToUnixTimeMilliseconds());
    }

    public OrderView ToView() => new(
        Id, Parse<OrderState>(State), Symbol, Parse<Side>(Side), (int)Quantity, (int)FilledQuantity,
        PriceCents / 100m, DateTimeOffset.FromUnixTimeMilliseconds(AcceptedMs));

    /// <summary>The word the API uses is the word the ledger keeps.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static T Parse<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
