using System.Globalization;

namespace LoadProbe.DemoBroker;

/// <summary>The rows and options of the pages' tables and lists.</summary>
internal static class PageRows
{
    public static string Positions(Account account) => account.Positions.Count == 0
        ? "<tr><td colspan=\"4\">Nothing yet.</td></tr>"
        : string.Concat(account.Positions.Select(p => $"""
            <tr><th scope="row">{PageTemplates.Encode(p.Symbol)}</th><td>{PageTemplates.Encode(p.Name)}</td><td class="number">{Whole(p.Quantity)}</td><td class="number">{Money(p.AveragePrice)}</td></tr>

            """));

    public static string Quotes(IEnumerable<Quote> quotes) => string.Concat(quotes.Select(q =>
    {
        var symbol = PageTemplates.Encode(q.Symbol);
        var sign = q.ChangePercent > 0 ? "+" : "";
        return $"""
            <tr id="quote-{symbol}">
              <th scope="row">{symbol}</th><td>{PageTemplates.Encode(q.Name)}</td><td class="number" data-of="last">{Plain(q.Last)}</td>
              <td class="number wide">{Plain(q.Open)}</td><td class="number {(q.ChangePercent < 0 ? "down" : "up")}" data-of="change">{sign}{Plain(q.ChangePercent)}</td>
              <td class="number wide" data-of="volume">{Whole(q.Volume)}</td><td><a href="/order?symbol={symbol}">Trade<span class="unseen"> {symbol}</span></a></td>
            </tr>

            """;
    }));

    public static string Symbols(string? chosen) => string.Concat(Instrument.All.Select(i =>
        $"<option value=\"{i.Symbol}\"{(i.Symbol == chosen ? " selected" : "")}>{i.Symbol} {PageTemplates.Encode(i.Name)}</option>"));

    public static string Money(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Plain(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Whole(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);
}
