namespace LoadProbe.Controller;

/// <summary>Where an outlet leads to.</summary>
/// <param name="Id">The receiver's name; of an Alertmanager with its address, because each of a cluster is told by itself.</param>
internal sealed record OutletEnd(string Id, Receiver Receiver, Send Send)
{
    /// <summary>Alertmanagers group and wait by themselves.</summary>
    public Grouping Grouping(AlertRules rules) => Receiver is AlertmanagerReceiver manager ? new Grouping([], TimeSpan.Zero, manager.Every) : rules.Grouping;

    /// <summary>Whether it takes for over what it is not told again.</summary>
    public bool KeepsAlive => Receiver is AlertmanagerReceiver;
}
