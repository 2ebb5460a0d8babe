namespace LoadProbe.DemoBroker;

internal enum Side
{
    Buy,
    Sell,
}
